//! `cxn template`: the templates that proposals follow.

mod copy;
mod list;
mod show;

use anyhow::Result;

use crate::commands::group::listing;
use crate::context::Context;
use crate::error::Failure;
use crate::model::nearest;
use crate::model::{Slug, Template};
use crate::workspace::{DiskError, Workspace, built_in};

listing! {
    /// List, show and copy the templates that proposals follow
    pub struct Arguments lists list::Arguments {
        List(list::Arguments),
        Show(show::Arguments),
        Copy(copy::Arguments),
    }
}

/// The workspace, if there is one: the built-in templates are there without.
fn maybe_workspace(context: &Context) -> Result<Option<Workspace>> {
    match context.proposals() {
        Ok(workspace) => Ok(Some(workspace)),
        Err(error)
            if matches!(
                error.downcast_ref::<DiskError>(),
                Some(DiskError::NoWorkspace(_))
            ) =>
        {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Names of all templates: the workspace's own, readable or not, then the built-in ones that they do not replace.
fn names(workspace: Option<&Workspace>) -> Vec<String> {
    let mut own: Vec<&Slug> = workspace.map_or_else(Vec::new, |workspace| {
        let broken = &workspace.unread_templates;
        workspace.templates.keys().chain(broken).collect()
    });
    own.sort();
    let is_own = |name: &&str| own.iter().any(|slug| slug.as_str() == *name);
    let rest = built_in::template_names().filter(|name| !is_own(name));
    own.iter()
        .map(ToString::to_string)
        .chain(rest.map(str::to_owned))
        .collect()
}

/// Refuses a name that no template has, with the nearest ones.
fn exists(workspace: Option<&Workspace>, name: &str) -> Result<(), Failure> {
    let names = names(workspace);
    if names.iter().any(|known| known == name) {
        return Ok(());
    }
    let near = nearest::nearest(name, names.iter().map(String::as_str));
    let hint = nearest::did_you_mean(&near)
        .unwrap_or_else(|| "run 'cxn template list' to see the templates".to_owned());
    Err(Failure::not_found(format!("no template '{name}'")).hint(hint))
}

/// The same for commands that need a template of a workspace, such as an event's.
pub fn known(workspace: &Workspace, name: &str) -> Result<(), Failure> {
    exists(Some(workspace), name)
}

/// A template that reads: the workspace's own before the built-in one.
fn find<'a>(workspace: Option<&'a Workspace>, name: &str) -> Result<&'a Template, Failure> {
    exists(workspace, name)?;
    let broken = workspace.is_some_and(|workspace| workspace.unread_templates.contains(name));
    let found = match workspace {
        Some(workspace) => workspace.template(name),
        None => built_in::template(name),
    };
    found.filter(|_| !broken).ok_or_else(|| {
        let hint = format!("run 'cxn check templates/{name}.yaml' to see what is wrong with it");
        Failure::other(format!("template '{name}' cannot be parsed")).hint(hint)
    })
}

/// The text of a template's file: the workspace's own before the built-in one.
fn text(workspace: Option<&Workspace>, name: &str) -> Result<String, Failure> {
    exists(workspace, name)?;
    let own = workspace.and_then(|workspace| {
        let slug = Slug::parse(name).ok()?;
        let is_own =
            workspace.templates.contains_key(&slug) || workspace.unread_templates.contains(&slug);
        is_own.then(|| workspace.text(&crate::workspace::File::template(&slug)))?
    });
    own.or_else(|| built_in::template_text(name).map(str::to_owned))
        .ok_or_else(|| Failure::other(format!("template '{name}' cannot be parsed")))
}
