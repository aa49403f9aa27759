//! What fields of a proposal are called on pages in Spanish, German, French and Portuguese. The templates are in English, and have its
//! headings.

/// The headings of each field, by its key.
#[rustfmt::skip]
static TRANSLATIONS: [(&str, &[&str]); 18] = [
    ("title", &["Título", "Título del track", "Nombre del track", "Título de la pista", "Nombre de la pista", "Titel", "Titel des Tracks", "Name des Tracks", "Titre", "Titre du track", "Titre de la piste", "Nom de la piste", "Título do track", "Título da trilha", "Nome da trilha"]),
    ("short-description", &["Descripción corta", "Descripción breve", "Resumen", "Kurzbeschreibung", "Zusammenfassung", "Description courte", "Brève description", "Résumé", "Descrição curta", "Breve descrição", "Resumo"]),
    ("long-description", &["Descripción larga", "Descripción detallada", "Ausführliche Beschreibung", "Detaillierte Beschreibung", "Description longue", "Description détaillée", "Descrição longa", "Descrição detalhada"]),
    ("background", &["Antecedentes", "Contexto", "Hintergrund", "Contexte"]),
    ("justification", &["Justificación", "Objetivo", "Objetivos", "Begründung", "Ziel", "Ziele", "Objectif", "Objectifs", "Justificativa"]),
    ("submitting-group", &["Grupo de trabajo", "Grupo proponente", "Arbeitsgruppe", "Einreichende Arbeitsgruppe", "Groupe de travail", "Grupo de trabalho"]),
    ("leads", &["Líder de la pista", "Líderes de la pista", "Líder del track", "Líderes del track", "Responsable", "Track-Leitung", "Trackleiter", "Responsable de la piste", "Responsables de la piste", "Líder da trilha", "Líderes da trilha", "Responsáveis"]),
    ("fhir-versions", &["Versión de FHIR", "Versiones de FHIR", "FHIR-Versionen", "Version de FHIR", "Versions de FHIR", "Versão do FHIR", "Versões do FHIR"]),
    ("specifications", &["Especificación", "Especificaciones", "Guía de implementación", "Guías de implementación", "Spezifikation", "Spezifikationen", "Implementierungsleitfaden", "Spécification", "Spécifications", "Guide d'implémentation", "Especificação", "Especificações", "Guia de implementação"]),
    ("related-tracks", &["Pistas relacionadas", "Verwandte Tracks", "Pistes liées", "Trilhas relacionadas"]),
    ("prerequisites", &["Requisitos previos", "Prerrequisitos", "Voraussetzungen", "Prérequis", "Pré-requisitos"]),
    ("expected-participants", &["Participantes esperados", "Participantes previstos", "Erwartete Teilnehmer", "Participants attendus"]),
    ("roles", &["Roles del sistema", "Roles de los sistemas", "Actores", "Systemrollen", "Rollen", "Rôles", "Rôles des systèmes", "Papéis", "Papéis dos sistemas", "Atores"]),
    ("scenarios", &["Escenario", "Escenarios", "Escenario de prueba", "Escenarios de prueba", "Casos de prueba", "Szenario", "Szenarien", "Testszenario", "Testszenarien", "Scénario", "Scénarios", "Scénario de test", "Scénarios de test", "Cenário", "Cenários", "Cenário de teste", "Cenários de teste"]),
    ("test-data", &["Datos de prueba", "Testdaten", "Données de test", "Dados de teste"]),
    ("agenda", &["Programa", "Tagesordnung", "Zeitplan", "Programme", "Ordre du jour", "Cronograma"]),
    ("chat-stream", &["Canal de chat", "Canal de Zulip", "Chat-Kanal", "Zulip-Kanal", "Canal de discussion"]),
    ("kick-off", &["Reunión inicial", "Llamada inicial", "Auftaktgespräch", "Réunion de lancement", "Reunião inicial"]),
];

/// The headings of a field in other languages.
pub fn headings(key: &str) -> &'static [&'static str] {
    let mut all = TRANSLATIONS.iter();
    all.find(|(known, _)| *known == key)
        .map_or(&[], |(_, headings)| headings)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::import::proposal::headings::{Headings, words};
    use crate::workspace::built_in;

    #[test]
    fn each_is_the_heading_of_its_field_and_of_no_other() {
        let mut keys = BTreeMap::new();
        for (key, headings) in TRANSLATIONS {
            for heading in headings {
                let known = keys.insert(words(heading).concat(), key);
                assert!(known.is_none_or(|known| known == key), "{heading}");
            }
        }
        let template = built_in::template("confluence-2023");
        let headings = Headings::new(template.unwrap_or_else(|| unreachable!()));
        for (key, names) in TRANSLATIONS {
            for name in names {
                let found = headings.certain(name).map(|field| field.key.as_str());
                assert_eq!(found, Some(key), "{name}");
            }
        }
        let near = headings.find("Descripcion corta");
        assert_eq!(
            near.map(|near| (near.field.key.as_str(), near.is_certain)),
            Some(("short-description", false))
        );
    }
}
