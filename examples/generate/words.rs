//! What proposals and registrations say: invented texts with places for what differs, in braces.

/// What a track is about.
#[derive(Debug, Clone, Copy)]
pub struct Topic {
    /// Title, and the beginning of its slug.
    pub title: &'static str,
    /// Who proposes it.
    pub group: &'static str,
    /// Resources and operations in focus.
    pub artifacts: &'static [&'static str],
    /// What is exchanged, as a plural in a sentence.
    pub things: &'static str,
    /// The specification, with its version.
    pub specification: &'static str,
}

const fn topic(
    title: &'static str,
    group: &'static str,
    things: &'static str,
    specification: &'static str,
    artifacts: &'static [&'static str],
) -> Topic {
    Topic {
        title,
        group,
        artifacts,
        things,
        specification,
    }
}

/// The track that newcomers begin with; every event has it.
#[rustfmt::skip]
pub const PATIENT: Topic = topic("Patient", "Patient Administration", "patients", "FHIR Patient, https://hl7.org/fhir/patient.html", &["Patient", "Bundle"]);

#[rustfmt::skip]
pub const TOPICS: [Topic; 22] = [
    topic("Subscriptions", "FHIR Infrastructure", "notifications", "Subscriptions Backport 1.1.0", &["Subscription", "SubscriptionTopic", "Bundle"]),
    topic("Bulk Data", "FHIR Infrastructure", "exports", "Bulk Data Access 2.0.0", &["Group", "$export"]),
    topic("Terminology", "Terminology Infrastructure", "value sets", "FHIR Terminology Service", &["ValueSet", "ConceptMap", "$expand", "$translate"]),
    topic("Questionnaires", "FHIR Infrastructure", "forms", "Structured Data Capture 3.0.0", &["Questionnaire", "QuestionnaireResponse", "$populate"]),
    topic("Scheduling", "Patient Administration", "appointments", "Scheduling 1.0.0", &["Slot", "Schedule", "Appointment"]),
    topic("Imaging", "Imaging Integration", "studies", "Imaging Report 0.9.0", &["ImagingStudy", "DiagnosticReport"]),
    topic("Medications", "Pharmacy", "prescriptions", "Medication Exchange 1.2.0", &["MedicationRequest", "MedicationDispense"]),
    topic("Immunizations", "Public Health", "doses", "Immunization Records 2.1.0", &["Immunization", "ImmunizationRecommendation"]),
    topic("Care Plans", "Patient Care", "plans", "Care Plan Exchange 1.0.0", &["CarePlan", "Goal", "CareTeam"]),
    topic("Referrals", "Orders and Observations", "referrals", "Closed Loop Referral 1.0.0", &["ServiceRequest", "Task"]),
    topic("Laboratory", "Orders and Observations", "results", "Laboratory Report 2.0.0", &["Observation", "DiagnosticReport", "Specimen"]),
    topic("Consent", "Community-Based Care and Privacy", "consents", "Consent Enforcement 0.5.0", &["Consent", "Provenance"]),
    topic("Devices", "Devices", "measurements", "Personal Devices 1.1.0", &["Device", "DeviceMetric", "Observation"]),
    topic("Claims", "Financial Management", "claims", "Claims and Remittance 1.3.0", &["Claim", "ClaimResponse", "$submit"]),
    topic("Prior Authorization", "Financial Management", "requests", "Prior Authorization Support 2.1.0", &["Claim", "Task", "$inquire"]),
    topic("Decision Support", "Clinical Decision Support", "cards", "CDS Hooks 2.0", &["PlanDefinition", "RequestOrchestration"]),
    topic("Quality Measures", "Clinical Quality Information", "measure reports", "Quality Measure Exchange 5.0.0", &["Measure", "MeasureReport", "$evaluate-measure"]),
    topic("Directories", "Patient Administration", "entries", "Provider Directory 1.0.0", &["Practitioner", "Organization", "Endpoint"]),
    topic("Patient Summary", "Patient Care", "summaries", "International Patient Summary 2.0.0", &["Composition", "Bundle", "$summary"]),
    topic("Genomics", "Clinical Genomics", "variants", "Genomics Reporting 3.0.0", &["MolecularSequence", "Observation"]),
    topic("Vital Records", "Public Health", "certificates", "Vital Records Common 1.1.0", &["Composition", "Patient", "Observation"]),
    topic("Research Data", "Biomedical Research and Regulation", "cohorts", "Research Data Access 0.8.0", &["ResearchStudy", "ResearchSubject", "Group"]),
];

/// For whom or where, so that many tracks of one topic have titles and texts of their own.
pub const FACETS: [&str; 24] = [
    "across borders",
    "at the bedside",
    "for newborns",
    "in small practices",
    "for payers",
    "in public health",
    "on slow lines",
    "for research",
    "in emergencies",
    "at home",
    "in pharmacies",
    "for registries",
    "between regions",
    "in rural clinics",
    "for schools",
    "in dental care",
    "after discharge",
    "for older people",
    "in oncology",
    "during travel",
    "for caregivers",
    "in mental health",
    "at the border of two versions",
    "with two languages",
];

/// Sentences of short descriptions: 20 to 400 characters each.
pub const SHORT: [&str; 10] = [
    "Send and receive {things} {facet}, and agree on what to do when one side knows more than the other.",
    "Systems that never met exchange {things} {facet} and compare what arrived with what was sent.",
    "From the first request to the last acknowledgment: {things} {facet}, with every error path walked once.",
    "We read, write and search {things}; this time {facet}, with data that nobody has tidied up.",
    "How much of {artifact} survives the way through three systems? We send {things} around and look.",
    "A working session on {things} {facet}: half a day of known cases, then whatever broke.",
    "Clients and servers show that {things} {facet} mean the same on both sides.",
    "For everybody who has to deal with {things} {facet} before the year is over.",
    "Take {things} out of one system and into another {facet}, twice, and have them there once.",
    "Find out which parts of {artifact} are read by anybody, and which are only ever written.",
];

/// Sentences that longer texts are made of.
pub const SENTENCES: [&str; 26] = [
    "At the last event {n} systems came with {things} and only half of them read each other's.",
    "The guide leaves room where {artifact} may be absent, and every vendor filled that room in another way.",
    "We start with clean data in the morning and hand out the untidy set after lunch.",
    "Implementers asked for a place to try this {facet} without a contract between the two sides.",
    "What we learn goes back as comments, one for each place where two careful readers disagreed.",
    "A server that refuses politely, with an outcome that a person can act on, has passed as well.",
    "The test data holds {n} people, three of whom were entered twice, and one who changed the family name.",
    "Nobody needs to bring both sides: there is a reference client and a reference server on the table.",
    "Search is where most of the time went last year, so the first hour belongs to it.",
    "We want to know how {things} behave when the line drops half way, because {facet} it will.",
    "Profiles are checked with the public validator, and a warning counts as something to talk about.",
    "Two of the scenarios were written by people who use such systems every day, in their own words.",
    "Time zones did more harm than expected; every scenario names the zone it means.",
    "If a step needs a workaround, write it down: the list of workarounds is a result too.",
    "Authorization is out of scope on the first day and unavoidable on the second.",
    "The numbers are small on purpose; whoever wants load finds {n} thousand {things} in the large set.",
    "We keep a table of who tested with whom, without saying how it went, so that newcomers find partners.",
    "Some of {artifact} will move in the next ballot, and this is the last chance to try it before.",
    "Display names in another script than Latin are part of the data, not a special case.",
    "Half of the value lies in reading the other side's errors aloud.",
    "Identifiers stay as they are: whoever rewrites them has to keep the old ones.",
    "A change that arrives twice must not be made twice, whatever the order.",
    "Dates without a time are days in the zone of the patient, and we test what that does to a search.",
    "Pages of results must hold together while new {things} come in.",
    "Whoever finishes early takes the other side: the client's author runs a server for an hour.",
    "The outcome we hope for is boring: the same {things}, everywhere, with nothing lost.",
];

/// Something that can be tested, whatever the topic.
#[derive(Debug, Clone, Copy)]
pub struct Blueprint {
    pub id: &'static str,
    pub title: &'static str,
    pub action: &'static str,
    pub precondition: &'static str,
    pub success: &'static [&'static str],
    pub bonus: &'static str,
}

const fn blueprint(
    id: &'static str,
    title: &'static str,
    action: &'static str,
    precondition: &'static str,
    success: &'static [&'static str],
    bonus: &'static str,
) -> Blueprint {
    Blueprint {
        id,
        title,
        action,
        precondition,
        success,
        bonus,
    }
}

#[rustfmt::skip]
pub const SCENARIOS: [Blueprint; 14] = [
    blueprint("create", "Create and read back", "The {client} sends one of the shared {things} to the {server} and reads it back.", "None", &["What comes back differs only in what the server may add.", "The server's answer names where it is kept."], "Send it as XML and read it as JSON."),
    blueprint("search", "Search by three parameters", "The {client} searches {things} by identifier, by date and by name, {n} of which match.", "The shared set is loaded.", &["All {n} arrive, and nothing else."], "Search by a name in another script."),
    blueprint("update", "Change what is there", "The {client} changes one element of {artifact} and sends the whole resource again.", "One of the {things} from the first scenario.", &["The version has gone up by one.", "Nothing but the changed element differs."], "Change it from two clients at once, and see one of them refused."),
    blueprint("paging", "Read a long list in pages", "The {client} reads {n} hundred {things} in pages of fifty while new ones arrive.", "The large set is loaded.", &["Each arrives once."], "Read the pages backwards."),
    blueprint("refusal", "Be refused and say why", "The {client} sends {things} with an unknown code and a date that does not exist.", "None", &["The server refuses with an outcome that names both places.", "The client shows the outcome to a person."], "None"),
    blueprint("summary", "Tell it in one document", "The {client} asks the {server} for everything on one person as a document.", "A person with at least one entry of each kind.", &["The document validates, and every section has a text."], "Render it in a second language."),
    blueprint("twice", "The same thing twice", "The {client} sends the same {things} again after a lost connection.", "The line can be cut between the two sides.", &["The {server} holds each once."], "Cut the line in the middle of an answer."),
    blueprint("absent", "Say that it is not known", "The {client} asks for elements of {artifact} that the {server} does not have.", "A record with gaps, as the shared set has.", &["A gap has a reason or is left out, and nothing is invented.", "The client does not show a gap as a finding."], "None"),
    blueprint("history", "Who changed what", "The {client} reads the history of one of the {things} with {n} versions.", "Versions by two authors.", &["Every version names its author and its moment."], "Restore an older version as a new one."),
    blueprint("batch", "A night's work at once", "The {client} sends {n} {things} in one batch, one of which is wrong.", "None", &["All but one are taken, and the answer says which was not."], "Send the batch compressed."),
    blueprint("transfer", "Hand over to somebody else", "The {client} moves {things} from one {server} to another, with everything they refer to.", "Two servers that do not share identifiers.", &["No reference leads nowhere.", "The old identifiers are found on the new server."], "Move them back again."),
    blueprint("notify", "Be told of a change", "The {client} asks to be told of changes and another client changes {things}.", "The {client} can be reached by the {server}.", &["One notice for each change, in their order."], "Stop the client for a minute and see what arrives after."),
    blueprint("codes", "Two codes for one thing", "The {client} sends {things} with a local code and a standard one.", "The shared map of codes is loaded.", &["Both codes are kept, and a search by either finds them."], "Search by a code that the map makes narrower."),
    blueprint("consent", "Not for everybody", "The {client} asks for {things} that a person has not released.", "A consent that names one organization.", &["Neither the {things} nor their number is told."], "Withdraw the consent between two pages."),
];

/// What a last time taught.
pub const LESSONS: [&str; 6] = [
    "Bring the test data a week earlier; half of the first morning went into loading it.",
    "Two rooms were one too many. Everybody sits at one table this time, clients left, servers right.",
    "The scenarios were too long for one slot, so each now has a part that stands by itself.",
    "Nobody read the prerequisites. We call every registered team before the freeze.",
    "Errors were reported by voice and lost; there is one shared page for them now.",
    "The validator's warnings were ignored until Sunday. They are the first item each morning.",
];

/// What people want to achieve.
pub const OBJECTIVES: [&str; 16] = [
    "Exchange {things} with two systems that we have never met.",
    "Find out why our search returns {n} results and everybody else's returns more.",
    "Listen and learn; we start our own server next year.",
    "Prove that our client copes with missing data.",
    "Test the new release before it goes to customers.",
    "See whether the guide can be built in {n} days by one person.",
    "Get every scenario of the track green once, with a stranger on the other side.",
    "Meet the people behind the errors we see every night.",
    "Bring {n} questions from our clinics and take answers home.",
    "Try out R4 and R5 side by side with the same data.",
    "Show a first version and have it broken by others.",
    "Compare our {things} with those of a country that started earlier.",
    "Learn how others test, and write our own test plan from it.",
    "Finally run the bonus of every scenario.",
    "Check our translation of terms with people who use them.",
    "Help newcomers with their first request.",
];

/// Comments at the head of a track.
pub const TRACK_HEADS: [&str; 8] = [
    "# Room 4 if we get it, else the table by the window.",
    "# Talk to the leads of the neighboring track before the freeze.",
    "# The texts were shortened after the call; the long version is with the group.",
    "# Please keep the order of the scenarios: the slides refer to them by number.",
    "# TODO after approval: ask for a second reference server.",
    "# Copied from last time, then read again line by line.",
    "# Who edits here tells the co-lead, please.",
    "# Deutsch, português, ελληνικά, 中文 und العربية: the table speaks all of them.",
];

/// Comments inside a track.
pub const TRACK_REMARKS: [&str; 8] = [
    "# asked for at the last event",
    "# the shorter one, for Sunday morning",
    "# agreed on the call, nobody objected",
    "# see the minutes for the discussion",
    "# two more have asked and are not sure yet",
    "# needs the large data set",
    "# the first hour is enough for this",
    "# wording by the work group; do not change without asking",
];

/// Comments in a registration.
pub const PERSON_REMARKS: [&str; 8] = [
    "# arrives on the evening before",
    "# asked for a seat near a socket",
    "# the server moves to a new host in the last week, the address stays",
    "# paid by the affiliate",
    "# called on Tuesday: everything settled",
    "# brings a colleague who registers separately",
    "# prefers to be asked by mail",
    "# changed from virtual after the early bird",
];
