//! Invented people in several scripts. Every family name means "example", "sample" or "test" in its language.

use cxn::model::Slug;

/// Given and family names of one script.
struct Script {
    given: &'static [&'static str],
    family: &'static [&'static str],
    /// Whether the family name comes first, without a blank.
    joined: bool,
}

const LATIN: Script = Script {
    given: &[
        "Zoë", "José", "Łucja", "Søren", "Žofie", "Çağla", "Nguyệt", "Íris", "Åsa", "Måns", "Ülle",
        "Renée", "Ștefan", "Ödön", "Aoife", "Mátyás", "Gwen", "Robin", "Tomás", "Beatriz",
        "Jürgen", "Maren", "Desmond", "Olu",
    ],
    family: &[
        "Tëstová",
        "Beispiel",
        "Ejemplo",
        "Exemplo",
        "Prøvesen",
        "Próbkowska",
        "Örnek",
        "Mẫu",
        "Échantillon",
        "Sampleton",
        "Placeholder",
        "O'Sample",
        "Esimerkki",
        "Példa",
        "Pavyzdys",
        "Sýnishorn",
    ],
    joined: false,
};
const CYRILLIC: Script = Script {
    given: &[
        "Мария",
        "Олександр",
        "Ирина",
        "Богдан",
        "Елена",
        "Милан",
        "Світлана",
        "Тимур",
        "Надежда",
        "Юлия",
        "Стоян",
        "Ксенія",
    ],
    family: &[
        "Зразок",
        "Образец",
        "Приклад",
        "Проба",
        "Пример",
        "Шаблон",
        "Макет",
        "Узор",
    ],
    joined: false,
};
const GREEK: Script = Script {
    given: &[
        "Ελένη",
        "Γιώργος",
        "Κατερίνα",
        "Νίκος",
        "Σοφία",
        "Ανδρέας",
        "Δάφνη",
        "Πέτρος",
        "Ιωάννα",
        "Μάρκος",
    ],
    family: &[
        "Παράδειγμα",
        "Δείγμα",
        "Πρότυπο",
        "Υπόδειγμα",
        "Δοκιμή",
        "Έντυπο",
    ],
    joined: false,
};
const HAN: Script = Script {
    given: &[
        "例文", "试样", "样本", "见本", "示例", "范本", "模拟", "测试",
    ],
    family: &["王", "李", "张", "陈", "林", "黄", "周", "吴", "徐", "孙"],
    joined: true,
};
const ARABIC: Script = Script {
    given: &[
        "ليلى", "عمر", "سلمى", "كريم", "نور", "يوسف", "هدى", "سامي", "مريم", "طارق",
    ],
    family: &["مثال", "عينة", "نموذج", "تجربة", "اختبار", "قالب"],
    joined: false,
};
const HEBREW: Script = Script {
    given: &[
        "נועה", "דן", "תמר", "איתי", "מאיה", "יואב", "שירה", "אורי", "רותם", "גיל",
    ],
    family: &["דוגמה", "מבחן", "תבנית", "ניסיון", "טיוטה", "מדגם"],
    joined: false,
};
const DEVANAGARI: Script = Script {
    given: &[
        "प्रिया",
        "अर्जुन",
        "मीरा",
        "रोहन",
        "अनीता",
        "विक्रम",
        "सुनीता",
        "कबीर",
        "नेहा",
        "देव",
    ],
    family: &["उदाहरण", "नमूना", "परीक्षा", "प्रारूप", "साँचा", "मिसाल"],
    joined: false,
};

/// The scripts of sixteen people in a row.
const MIX: [&Script; 16] = [
    &LATIN,
    &LATIN,
    &CYRILLIC,
    &LATIN,
    &HAN,
    &LATIN,
    &ARABIC,
    &LATIN,
    &GREEK,
    &LATIN,
    &DEVANAGARI,
    &LATIN,
    &HEBREW,
    &LATIN,
    &HAN,
    &LATIN,
];

/// Organizations with the label of their domain below example.org.
pub const ORGANIZATIONS: [(&str, &str); 40] = [
    ("Example Health", "health"),
    ("Testová Interop", "interop"),
    ("Ejemplo Salud", "salud"),
    ("Exemplo Saúde", "saude"),
    ("Muster Klinikverbund", "muster"),
    ("Essai Santé", "essai"),
    ("Örnek Sağlık", "ornek"),
    ("Shili Medical Software", "shili"),
    ("Prøvedal Hospital", "provedal"),
    ("Codebook Commons", "codebook"),
    ("Primer Lab", "primer"),
    ("Sampla Forms", "sampla"),
    ("Demo Bay Hospital", "demo-bay"),
    ("Placeholder Payer Group", "payer"),
    ("Apẹẹrẹ Health Network", "apeere"),
    ("Specimen Systems", "specimen"),
    ("Trial & Error Devices", "trial"),
    ("Blueprint Bundles", "blueprint"),
    ("Sandbox Imaging", "sandbox"),
    ("Mock Valley Clinics", "mock-valley"),
    ("Dummy Data Foundry", "dummy-data"),
    ("Pattern & Profile", "pattern"),
    ("Stand-in Pharmacy", "stand-in"),
    ("Proofread Records", "proofread"),
    ("Model Municipality", "model"),
    ("Draft Street Practice", "draft-street"),
    ("Template Terminology", "template"),
    ("Pilot Population Health", "pilot"),
    ("Esimerkki Terveys", "esimerkki"),
    ("Példa Egészség", "pelda"),
    ("Voorbeeld Zorg", "voorbeeld"),
    ("Vzorek Nemocnice", "vzorek"),
    ("Contoh Sehat", "contoh"),
    ("Mfano Afya", "mfano"),
    ("Halimbawa Health", "halimbawa"),
    ("Udaharan Arogya", "udaharan"),
    ("Dugma Health Fund", "dugma"),
    ("Mithal Medical City", "mithal"),
    ("Deigma Care", "deigma"),
    ("Obrazec Registry", "obrazec"),
];

/// A person.
#[derive(Debug, Clone)]
pub struct Person {
    /// Full name.
    pub name: String,
    /// Address, unlike everybody else's.
    pub email: String,
    /// The organization's name.
    pub organization: &'static str,
    /// The organization's domain below example.org.
    pub domain: &'static str,
}

/// The person of a number. Within some ten thousand numbers in a row, no two have the same name at the same organization.
pub fn person(number: usize) -> Person {
    let script = MIX[number % MIX.len()];
    let is_same = |other: &&&Script| std::ptr::eq(**other, script);
    let in_a_row = MIX.iter().filter(is_same).count();
    let before = MIX[..number % MIX.len()].iter().filter(is_same).count();
    let nth = number / MIX.len() * in_a_row + before;
    let names = script.given.len() * script.family.len();
    // Neighbors have different given and family names; after all pairs come the same ones, elsewhere.
    let given = script.given[nth % script.given.len()];
    let family = script.family[(nth / script.given.len() + nth) % script.family.len()];
    let pair = nth % names;
    let (organization, domain) = ORGANIZATIONS[(pair * 7 + nth / names) % ORGANIZATIONS.len()];
    let name = if script.joined {
        format!("{family}{given}")
    } else {
        format!("{given} {family}")
    };
    let local = Slug::from_title(&name).map_or_else(|| "p".to_owned(), |slug| slug.to_string());
    Person {
        email: format!("{}{number}@{domain}.example.org", local.replace('-', ".")),
        name,
        organization,
        domain,
    }
}
