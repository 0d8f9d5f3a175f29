//! What was typed: the command line as data, each flag declared once. Knows nothing of what the flags do.

use clap::builder::{NonEmptyStringValueParser, PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use sayso::diagnostic::Severity;
use sayso::format;
use sayso::report::Format;
use std::num::NonZeroUsize;
use std::path::PathBuf;

const EXIT_CODES: &str = "\
Exit codes:
  0  nothing found at or above the level of --fail-on
  1  something found at or above it
  2  the run itself failed (bad option, bad sayso.toml, a file that cannot be read), after checking all that could be";

const COLOUR: &str = "When to use colour; `auto` heeds NO_COLOR, CLICOLOR and CLICOLOR_FORCE";

/// A linter for news copy: works out who says what, then flags what nobody says and words that take sides.
#[derive(Debug, Parser)]
#[command(name = "sayso", version, max_term_width = 100, after_help = EXIT_CODES, arg_required_else_help = true)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", help = COLOUR)]
    pub(crate) color: When,
}

/// One variant a command.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check copy: find what nobody says and words that take sides
    #[command(after_help = EXIT_CODES)]
    Check(Box<Check>),
    /// Show who says what: the sources of a story and how much each is given to say
    Sources(Sources),
    /// List the rules, or explain one
    Rules(Rules),
    /// Run the examples that rule files carry
    #[command(
        after_help = "Exit codes:\n  0  every example holds\n  2  some example does not, or a rule file is broken or cannot be read"
    )]
    Test(Test),
    /// Keep a file of findings that are known, so that `check --baseline` tells only new ones
    #[command(subcommand)]
    Baseline(Baseline),
    /// Write a starter sayso.toml, and the schema that editors read, into the current folder
    Init,
    /// Write what comes with the command: shell completions, the man page, the schemas
    #[command(subcommand)]
    Generate(Generate),
}

/// Files and where settings come from.
#[derive(Debug, Args)]
pub(crate) struct Input {
    /// Files and folders; `-` is standard input
    ///
    /// In folders, files named .txt, .text, .md and .markdown are read, hidden and git-ignored ones left out. A file
    /// given outright is read whatever its name.
    #[arg(value_name = "PATHS", default_value = ".")]
    pub(crate) paths: Vec<PathBuf>,
    /// The name that standard input goes by: in reports, for the format, and to find sayso.toml
    #[arg(long, value_name = "NAME")]
    pub(crate) stdin_filename: Option<PathBuf>,
    /// Read every file as this format, instead of by its name
    #[arg(long = "input-format", value_name = "FORMAT", value_parser = ["plain", "markdown"])]
    read_as: Option<String>,
    /// Use this file for all paths, instead of the nearest sayso.toml above each
    #[arg(long, value_name = "FILE", conflicts_with = "isolated")]
    pub(crate) config: Option<PathBuf>,
    /// Use no sayso.toml, not even the user's own
    #[arg(long)]
    pub(crate) isolated: bool,
    /// Say nothing but findings: no notes, no summary, no progress
    #[arg(long, short)]
    pub(crate) quiet: bool,
    /// How many files to work on at once [default: one a processor]
    #[arg(long, short = 'j', value_name = "N")]
    pub(crate) jobs: Option<NonZeroUsize>,
}

impl Input {
    /// The format that was asked for.
    pub(crate) fn format(&self) -> Option<format::Format> {
        self.read_as.as_deref().and_then(|name| name.parse().ok())
    }
}

/// Which rules run.
#[derive(Debug, Args)]
pub(crate) struct Choose {
    /// Run only these: ids, families or globs (claims, verbs/loaded-verb, "*/unattributed-*"), comma-separated
    ///
    /// Takes the place of `select` and `ignore` in sayso.toml.
    #[arg(long, value_name = "RULES", value_delimiter = ',', value_parser = NonEmptyStringValueParser::new())]
    pub(crate) select: Vec<String>,
    /// Do not run these; added to `ignore` in sayso.toml
    #[arg(long, value_name = "RULES", value_delimiter = ',', value_parser = NonEmptyStringValueParser::new())]
    pub(crate) ignore: Vec<String>,
}

/// `sayso check`.
#[derive(Debug, Args)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) input: Input,
    #[command(flatten)]
    pub(crate) choose: Choose,
    /// How to write findings down
    #[arg(long, value_name = "FORMAT", default_value = "full", value_parser = report())]
    pub(crate) output_format: Format,
    /// Write findings to this file, whole or not at all, instead of standard output
    #[arg(long, short = 'o', value_name = "FILE")]
    pub(crate) output_file: Option<PathBuf>,
    /// Write findings down in this way too; may be given again
    #[arg(long, value_name = "FORMAT=FILE", value_parser = also)]
    pub(crate) also: Vec<Also>,
    /// Exit with 1 if anything this severe is found
    #[arg(long, value_name = "LEVEL", default_value = "error")]
    pub(crate) fail_on: FailOn,
    /// Leave out anything less severe
    #[arg(long, value_name = "LEVEL", default_value = "info")]
    pub(crate) min_severity: AtLeast,
    /// Add counts by rule, folder and file, with their rate per 1,000 words
    ///
    /// After a report for people they stand below it, else on standard error; a JSON report has them inside.
    #[arg(long, value_name = "FORM", num_args = 0..=1, require_equals = true, default_missing_value = "table")]
    pub(crate) statistics: Option<Statistics>,
    /// Check nothing; show the settings that hold for each file, and where each comes from
    #[arg(long, conflicts_with = "show_skipped")]
    pub(crate) show_settings: bool,
    /// Check nothing; show what is taken for quotation, caption or code and so passed over
    #[arg(long)]
    pub(crate) show_skipped: bool,
    #[command(flatten)]
    pub(crate) history: History,
    #[command(flatten)]
    pub(crate) fixing: Fixing,
}

/// Which findings are old news.
#[derive(Debug, Args)]
pub(crate) struct History {
    /// Leave out the findings that this file knows, and say which of them have gone
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    /// Leave out findings in sentences that the file already had at this git revision
    ///
    /// Compares the files as they are with that revision; for a pull request, give the merge base.
    #[arg(long, value_name = "REV")]
    pub(crate) since: Option<String>,
}

/// What is repaired.
#[derive(Debug, Args)]
pub(crate) struct Fixing {
    /// Apply safe fixes to the files, and report what is left
    #[arg(long, group = "fixing", conflicts_with_all = ["show_settings", "show_skipped"])]
    pub(crate) fix: bool,
    /// Write nothing; show what fixes would change, as a unified diff, and exit with 1 if they would
    #[arg(long, group = "fixing", conflicts_with_all = ["fix", "output_format", "also", "statistics", "show_settings", "show_skipped"])]
    pub(crate) diff: bool,
    /// With --fix or --diff: apply fixes too that an editor has to agree to
    #[arg(long, requires = "fixing")]
    pub(crate) unsafe_fixes: bool,
}

/// `sayso baseline`.
#[derive(Debug, Subcommand)]
pub(crate) enum Baseline {
    /// Write down all findings there are now; those of files that are not given stay as they are
    Create(BaselineArgs),
    /// Take out what no longer occurs; add nothing
    Prune(BaselineArgs),
}

/// `sayso baseline create` and `prune`.
#[derive(Debug, Args)]
pub(crate) struct BaselineArgs {
    #[command(flatten)]
    pub(crate) input: Input,
    /// The baseline file
    #[arg(long, value_name = "FILE", default_value = "sayso-baseline.json")]
    pub(crate) file: PathBuf,
}

/// `sayso sources`.
#[derive(Debug, Args)]
pub(crate) struct Sources {
    #[command(flatten)]
    pub(crate) input: Input,
    /// How to write it down
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) output_format: Listing,
    /// Write to this file, whole or not at all, instead of standard output
    #[arg(long, short = 'o', value_name = "FILE")]
    pub(crate) output_file: Option<PathBuf>,
}

/// `sayso rules`.
#[derive(Debug, Args)]
pub(crate) struct Rules {
    /// The rule to explain: its id, or its name alone
    pub(crate) id: Option<String>,
    /// How to write it down
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) output_format: Explained,
    /// Take house rules from the `rules-dir` of this file, instead of the nearest sayso.toml
    #[arg(long, value_name = "FILE", conflicts_with = "isolated")]
    pub(crate) config: Option<PathBuf>,
    /// Built-in rules only
    #[arg(long)]
    pub(crate) isolated: bool,
}

/// `sayso test`.
#[derive(Debug, Args)]
pub(crate) struct Test {
    /// Folders of rules, or rule files; the built-in rules without
    #[arg(value_name = "PATHS")]
    pub(crate) paths: Vec<PathBuf>,
}

/// `--color`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    /// On a terminal, unless the environment says otherwise
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// `check --also`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Also {
    /// How.
    pub(crate) report: Format,
    /// Where.
    pub(crate) file: PathBuf,
}

fn also(text: &str) -> Result<Also, String> {
    let (name, file) = text.split_once('=').ok_or("write FORMAT=FILE, as in sarif=out.sarif")?;
    let report = Format::named(name).ok_or_else(|| {
        let names: Vec<&str> = Format::ALL.iter().map(|format| format.name()).collect();
        format!("there is no format `{name}`; it can be {}", names.join(", "))
    })?;
    if file.is_empty() {
        return Err(format!("name the file, as in {name}=FILE"));
    }
    Ok(Also { report, file: file.into() })
}

/// Takes the name of a report format.
fn report() -> impl TypedValueParser<Value = Format> {
    let value = |format: &Format| PossibleValue::new(format.name()).help(format.summary());
    PossibleValuesParser::new(Format::ALL.iter().map(value))
        .try_map(|name| Format::named(&name).ok_or("this is no report format"))
}

/// `check --statistics`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Statistics {
    /// Tables
    Table,
    /// One JSON object
    Json,
}

/// `sayso generate`.
#[derive(Debug, Subcommand)]
pub(crate) enum Generate {
    /// Completions of a shell, for its completions folder
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// The man page
    Man,
    /// The JSON Schema of a file, for editors
    Schema {
        /// Which file
        #[arg(default_value = "config")]
        file: Schema,
    },
}

/// `sayso generate schema`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Schema {
    /// sayso.toml
    Config,
    /// Rule files
    Rule,
}

/// `sources --output-format`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Listing {
    /// For people
    Table,
    /// One JSON document
    Json,
    /// One JSON object an article and line
    Jsonl,
}

/// `rules --output-format`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Explained {
    /// For people
    Table,
    /// One JSON document
    Json,
}

/// `--fail-on`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    /// Errors
    Error,
    /// Errors and warnings
    Warning,
    /// Anything at all
    Info,
    /// Nothing
    Never,
}

/// `--min-severity`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum AtLeast {
    /// Only errors
    Error,
    /// Errors and warnings
    Warning,
    /// Everything
    Info,
}

impl FailOn {
    /// The least severity that fails the run.
    pub(crate) const fn severity(self) -> Option<Severity> {
        match self {
            Self::Error => Some(Severity::Error),
            Self::Warning => Some(Severity::Warning),
            Self::Info => Some(Severity::Info),
            Self::Never => None,
        }
    }
}

impl AtLeast {
    /// The least severity that is told.
    pub(crate) const fn severity(self) -> Severity {
        match self {
            Self::Error => Severity::Error,
            Self::Warning => Severity::Warning,
            Self::Info => Severity::Info,
        }
    }
}
