//! Chance that comes out alike on every machine.

/// SplitMix64, by Sebastiano Vigna: one addition and three multiplications a number, no tables.
///
/// It stands here in full, so that no release of a crate ever changes what a seed means.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// The stream of a seed and a name: the records of one event do not depend on how many another one has.
    pub fn new(seed: u64, name: &str) -> Self {
        // FNV-1a spreads the name over the state.
        let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let mut random = Self(seed ^ hash);
        random.number();
        random
    }

    /// The next number.
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below a bound; 0 when the bound is 0.
    pub fn below(&mut self, bound: usize) -> usize {
        let wide = u128::from(self.number()) * (bound as u128);
        usize::try_from(wide >> 64).unwrap_or(0)
    }

    /// True for a share of the calls: never for 0, always for 1.
    pub fn chance(&mut self, share: f64) -> bool {
        // 32 bits fit into a float without loss.
        let top = u32::try_from(self.number() >> 32).unwrap_or(0);
        f64::from(top) / 4_294_967_296.0 < share
    }

    /// One of several.
    pub fn pick<'a, T: ?Sized>(&mut self, items: &[&'a T]) -> &'a T {
        items[self.below(items.len())]
    }

    /// Several of them, each once, in an order of chance.
    pub fn some<T: Clone>(&mut self, items: &[T], count: usize) -> Vec<T> {
        let mut items = items.to_vec();
        let count = count.min(items.len());
        for at in 0..count {
            let other = at + self.below(items.len() - at);
            items.swap(at, other);
        }
        items.truncate(count);
        items
    }
}
