//! What each file of `src/` imports, tests left out: read with a parser of Rust, with re-exports followed to where a thing is defined.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fs;
use std::path::Path;

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::spanned::Spanned as _;
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, ImplItem, Item, Stmt, UseTree};

use crate::Outcome;

/// One file, by its module: `["check", "rules"]` for `src/check/rules/mod.rs`.
pub struct Source {
    pub file: String,
    pub module: Vec<String>,
    pub uses: Vec<Use>,
}

pub enum Use {
    /// Something that a module of the crate defines.
    Inside { module: Vec<String>, line: usize },
    /// A path of another crate, such as `std::fs::write`, or a method, such as `.exists`.
    Outside { path: String, line: usize },
}

impl Use {
    pub fn line(&self) -> usize {
        match self {
            Self::Inside { line, .. } | Self::Outside { line, .. } => *line,
        }
    }
}

impl Source {
    /// The floor it is on; `None` for the library's and the binary's own file.
    pub fn floor(&self) -> Option<&str> {
        self.module.first().map(String::as_str)
    }
}

/// A path as it is written, with its line.
type Written = (Vec<String>, usize);

/// A file as it was read, before its paths are resolved.
struct Read {
    file: String,
    module: Vec<String>,
    /// What `use` brings: name → path. A glob is not among them.
    names: BTreeMap<String, Vec<String>>,
    globs: Vec<Vec<String>>,
    imports: Vec<Written>,
    paths: Vec<Written>,
    methods: Vec<(String, usize)>,
    tests: BTreeSet<String>,
}

/// Every file of `src/`, with what it uses.
pub fn sources() -> Outcome<Vec<Source>> {
    let files = files()?;
    let house = House(&files);
    Ok(files.values().map(|one| house.resolve(one)).collect())
}

/// A file of this text, as if it were in `src/`.
pub fn read(file: &str, text: &str) -> Outcome<Source> {
    Ok(House(&files()?).resolve(&parse(Path::new(file), text)?))
}

/// Every file by its module, but for those of tests.
fn files() -> Outcome<BTreeMap<Vec<String>, Read>> {
    let mut read = Vec::new();
    walk(Path::new("src"), &mut read)?;
    let tests: BTreeSet<Vec<String>> = read
        .iter()
        .flat_map(|one| one.tests.iter().map(|name| child(&one.module, name)))
        .collect();
    read.retain(|one| !tests.iter().any(|test| one.module.starts_with(test)));
    Ok(read
        .into_iter()
        .map(|one| (one.module.clone(), one))
        .collect())
}

fn child(module: &[String], name: &str) -> Vec<String> {
    let mut module = module.to_vec();
    module.push(name.to_owned());
    module
}

fn walk(folder: &Path, read: &mut Vec<Read>) -> Outcome {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for entry in fs::read_dir(root.join(folder))? {
        let path = folder.join(entry?.file_name());
        if root.join(&path).is_dir() {
            walk(&path, read)?;
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = fs::read_to_string(root.join(&path))?;
            read.push(parse(&path, &text).map_err(|error| format!("{}: {error}", path.display()))?);
        }
    }
    Ok(())
}

fn parse(path: &Path, text: &str) -> Outcome<Read> {
    let file = path.to_string_lossy().replace('\\', "/");
    let inner = file.trim_start_matches("src/").trim_end_matches(".rs");
    let mut module: Vec<String> = inner.split('/').map(str::to_owned).collect();
    if matches!(inner, "lib" | "main") || module.last().is_some_and(|name| name == "mod") {
        module.pop();
    }
    let mut syntax = syn::parse_file(text)?;
    let mut reader = Reader::default();
    reader.visit_file_mut(&mut syntax);
    let mut read = Read {
        file,
        module,
        names: BTreeMap::new(),
        globs: Vec::new(),
        imports: Vec::new(),
        paths: Vec::new(),
        methods: Vec::new(),
        tests: reader.tests,
    };
    for (depth, tree) in reader.uses {
        flatten(&tree, depth, Vec::new(), &mut read);
    }
    scan(syntax.into_token_stream(), &mut read);
    Ok(read)
}

/// Takes the tests out of a file, and its `use` items aside.
#[derive(Default)]
struct Reader {
    /// How many modules within the file stand around.
    depth: usize,
    uses: Vec<(usize, UseTree)>,
    tests: BTreeSet<String>,
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.meta.require_list().is_ok_and(|list| {
                let mut tokens = list.tokens.clone().into_iter();
                tokens
                    .next()
                    .is_some_and(|token| token.to_string() == "test")
            })
    })
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

impl Reader {
    /// Whether an item stays for the scan of paths.
    fn keeps(&mut self, item: &Item) -> bool {
        if is_test(attributes(item)) {
            if let Item::Mod(module) = item {
                self.tests.insert(module.ident.to_string());
            }
            return false;
        }
        if let Item::Use(item) = item {
            self.uses.push((self.depth, item.tree.clone()));
            return false;
        }
        true
    }
}

impl VisitMut for Reader {
    fn visit_file_mut(&mut self, file: &mut syn::File) {
        file.items.retain(|item| self.keeps(item));
        visit_mut::visit_file_mut(self, file);
    }

    fn visit_item_mod_mut(&mut self, module: &mut syn::ItemMod) {
        self.depth += 1;
        if let Some((_, items)) = &mut module.content {
            items.retain(|item| self.keeps(item));
        }
        visit_mut::visit_item_mod_mut(self, module);
        self.depth -= 1;
    }

    fn visit_item_impl_mut(&mut self, item: &mut syn::ItemImpl) {
        item.items.retain(|item| match item {
            ImplItem::Fn(function) => !is_test(&function.attrs),
            _ => true,
        });
        visit_mut::visit_item_impl_mut(self, item);
    }

    fn visit_block_mut(&mut self, block: &mut syn::Block) {
        block.stmts.retain(|statement| match statement {
            Stmt::Item(item) => self.keeps(item),
            _ => true,
        });
        visit_mut::visit_block_mut(self, block);
    }
}

/// The paths of a `use`, one by one. `super` within a module of the file is the file's own module.
fn flatten(tree: &UseTree, depth: usize, mut path: Vec<String>, read: &mut Read) {
    let line = tree.span().start().line;
    match tree {
        UseTree::Path(step) => {
            let name = step.ident.to_string();
            if name == "super" && path.len() < depth && path.iter().all(|step| step == "self") {
                path.push("self".to_owned());
            } else {
                path.push(name);
            }
            flatten(&step.tree, depth, path, read);
        }
        UseTree::Group(group) => {
            for tree in &group.items {
                flatten(tree, depth, path.clone(), read);
            }
        }
        UseTree::Glob(_) => {
            read.imports.push((path.clone(), line));
            read.globs.push(path);
        }
        UseTree::Name(name) => {
            let name = name.ident.to_string();
            if name != "self" {
                path.push(name);
            }
            if let Some(name) = path.last().cloned() {
                read.imports.push((path.clone(), line));
                read.names.insert(name, path);
            }
        }
        UseTree::Rename(renamed) => {
            let name = renamed.ident.to_string();
            if name != "self" {
                path.push(name);
            }
            read.imports.push((path.clone(), line));
            read.names.insert(renamed.rename.to_string(), path);
        }
    }
}

/// The paths and methods in the rest of a file, also within macros, which no parser reads as Rust.
fn scan(tokens: TokenStream, read: &mut Read) {
    let mut path: Vec<String> = Vec::new();
    let mut start = 0;
    let mut colons = 0;
    let (mut after_dot, mut method) = (false, None);
    let end = |path: &mut Vec<String>, start: usize, read: &mut Read| {
        if path.len() > 1 {
            read.paths.push((std::mem::take(path), start));
        }
        path.clear();
    };
    for token in tokens {
        let line = token.span().start().line;
        if !matches!(token, TokenTree::Group(_)) {
            method = None;
        }
        match token {
            TokenTree::Ident(name) => {
                if after_dot {
                    method = Some((format!(".{name}"), line));
                    (colons, after_dot) = (0, false);
                    continue;
                } else {
                    if colons != 2 {
                        end(&mut path, start, read);
                        start = line;
                    }
                    path.push(name.to_string());
                }
                (colons, after_dot) = (0, false);
            }
            TokenTree::Punct(mark) if mark.as_char() == ':' => {
                colons += 1;
                after_dot = false;
            }
            TokenTree::Punct(mark) => {
                end(&mut path, start, read);
                // Not a range.
                after_dot = mark.as_char() == '.' && mark.spacing() == Spacing::Alone && !after_dot;
                colons = 0;
            }
            TokenTree::Group(group) => {
                end(&mut path, start, read);
                if group.delimiter() == Delimiter::Parenthesis {
                    read.methods.extend(method.take());
                }
                scan(group.stream(), read);
                (colons, after_dot) = (0, false);
            }
            TokenTree::Literal(text) => {
                end(&mut path, start, read);
                // Attributes of serde name functions in texts.
                let text = text.to_string();
                if let Some(path) = text.trim_matches('"').strip_prefix("crate::") {
                    let steps = path.split("::").map(str::to_owned);
                    let steps = std::iter::once("crate".to_owned()).chain(steps);
                    read.paths.push((steps.collect(), line));
                }
                (colons, after_dot) = (0, false);
            }
        }
    }
    end(&mut path, start, read);
}

struct House<'a>(&'a BTreeMap<Vec<String>, Read>);

impl House<'_> {
    fn resolve(&self, read: &Read) -> Source {
        let mut uses = Vec::new();
        for (path, line) in read.imports.iter().chain(&read.paths) {
            let is_glob = read.globs.contains(path);
            let full = self.absolute(read, path);
            match full.split_first() {
                Some((root, steps)) if root == "crate" => {
                    let module = self.definer(steps, is_glob, 0);
                    uses.extend(module.map(|module| Use::Inside {
                        module,
                        line: *line,
                    }));
                }
                _ => uses.push(Use::Outside {
                    path: full.join("::"),
                    line: *line,
                }),
            }
        }
        for (method, line) in &read.methods {
            uses.push(Use::Outside {
                path: method.clone(),
                line: *line,
            });
        }
        Source {
            file: read.file.clone(),
            module: read.module.clone(),
            uses,
        }
    }

    /// A path from the root of its crate: `crate::…`, or that of another crate.
    fn absolute(&self, read: &Read, path: &[String]) -> Vec<String> {
        let Some((first, rest)) = path.split_first() else {
            return Vec::new();
        };
        let own = || std::iter::once("crate".to_owned()).chain(read.module.iter().cloned());
        match first.as_str() {
            "crate" => path.to_vec(),
            "self" => {
                let steps: Vec<String> = own().chain(rest.iter().cloned()).collect();
                let twice = steps.iter().filter(|step| *step != "self");
                twice.cloned().collect()
            }
            "super" => {
                let mut module: Vec<String> = own().collect();
                let ups = path.iter().take_while(|step| *step == "super").count();
                module.truncate(module.len().saturating_sub(ups));
                module.extend(path[ups..].iter().cloned());
                module
            }
            name => match read.names.get(name) {
                Some(whole) if whole != path => {
                    let mut whole = self.absolute(read, whole);
                    whole.extend(rest.iter().cloned());
                    whole
                }
                _ if self.0.contains_key(&child(&read.module, name)) => {
                    own().chain(path.iter().cloned()).collect()
                }
                _ => path.to_vec(),
            },
        }
    }

    /// The module that defines what a path from the crate's root names; `None` for a module itself, which is no thing of its own.
    fn definer(&self, steps: &[String], is_glob: bool, depth: usize) -> Option<Vec<String>> {
        let length = (0..=steps.len())
            .rev()
            .find(|length| self.0.contains_key(&steps[..*length]))?;
        let (module, rest) = steps.split_at(length);
        let Some(name) = rest.first() else {
            return is_glob.then(|| module.to_vec());
        };
        let read = self.0.get(module)?;
        // A re-export is followed, but not round and round.
        if depth < 8
            && let Some(path) = read.names.get(name)
        {
            let full = self.absolute(read, path);
            if let Some((root, steps)) = full.split_first()
                && root == "crate"
            {
                return self.definer(steps, false, depth + 1);
            }
        }
        Some(module.to_vec())
    }
}

/// A shortest circle through each file that is in one and in none before.
pub fn circles<'a>(edges: &BTreeMap<&'a str, BTreeMap<&'a str, usize>>) -> Vec<Vec<&'a str>> {
    let mut found: Vec<Vec<&str>> = Vec::new();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for start in edges.keys() {
        if seen.contains(start) {
            continue;
        }
        let mut came: BTreeMap<&str, &str> = BTreeMap::new();
        let mut waiting = VecDeque::from([*start]);
        'search: while let Some(file) = waiting.pop_front() {
            for next in edges.get(file).into_iter().flat_map(BTreeMap::keys) {
                if next == start {
                    let mut circle = vec![file];
                    while let Some(before) = came.get(circle[circle.len() - 1]) {
                        circle.push(before);
                    }
                    circle.reverse();
                    seen.extend(&circle);
                    found.push(circle);
                    break 'search;
                }
                if !came.contains_key(next) {
                    came.insert(next, file);
                    waiting.push_back(next);
                }
            }
        }
    }
    found
}
