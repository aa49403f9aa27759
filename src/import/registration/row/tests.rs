//! Tests of reading rows.

use crate::import::registration::row::*;

#[test]
fn a_row_of_few_bytes_makes_a_record_that_is_read_again() -> Result<(), Box<dyn std::error::Error>>
{
    let judge = |value: Value| -> Result<usize, Box<dyn std::error::Error>> {
        let weight = weight(&value);
        let person: Registration = serde_json::from_value(value)?;
        admit(&person)?;
        Ok(weight)
    };
    // The texts that grow most on their way into a file, and what the guard counts.
    for text in [
        "\u{1}",
        "'",
        "[",
        "{",
        "\n",
        "a\n",
        "\n\n",
        "\u{e0001}",
        "\u{200b}",
        "a: b",
        "é",
        "- - ",
        ": : ",
        "? ? ",
        "\t",
    ] {
        let times = (SMALL - 100) / (weight(&json!(text)) - 8);
        let weight = judge(json!({"name": "Kim", "notes": text.repeat(times)}))?;
        assert!(weight <= SMALL && weight > SMALL - 200, "{text:?}");
    }
    let items = (SMALL - 100) / 8;
    let weight = judge(json!({"name": "Kim", "tracks": vec![""; items]}))?;
    assert!(weight <= SMALL && weight > SMALL - 200);
    let systems = vec![json!({"name": ""}); (SMALL - 100) / 20];
    assert!(judge(json!({"name": "Kim", "systems": systems}))? <= SMALL);
    Ok(())
}
