//! One JSON document, versioned like the report of `cordon check`.

use std::io;

use serde_json::{Value, json};

use super::{Answer, Asked, Style, object};

pub(super) fn render(answer: &Answer, _: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let rows: Vec<Value> = answer.rows.iter().map(|row| Value::Object(object(&answer.columns, row))).collect();
    let document = json!({
        "schema_version": "1",
        "query": answer.query,
        "columns": answer.columns,
        "rows": rows,
        "snapshots": answer.asked.iter().map(asked).collect::<Vec<_>>(),
    });
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

fn asked(asked: &Asked) -> Value {
    let incomplete = |(section, status, reason): &(String, &str, String)| json!({"section": section, "status": status, "reason": reason});
    json!({
        "snapshot": asked.snapshot,
        "organization": {"id": asked.organization_id, "name": asked.organization_name},
        "policy_file": asked.policy_file,
        "rows": asked.rows,
        "incomplete": asked.incomplete.iter().map(incomplete).collect::<Vec<_>>(),
    })
}
