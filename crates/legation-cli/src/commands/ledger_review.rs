use crate::articles::Failure;
use crate::commands::ledger_add::now;
use crate::ledger_filter::Place;
use crate::ledger_output::Shape;
use clap::{Args, Subcommand};
use legation::Legation;
use legation::ledger::Verdict;
use std::process::ExitCode;

/// Accept, reject or edit an event, with a reason: laid over what was coded, kept when articles are coded anew
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,

    #[command(flatten)]
    place: Place,
}

const EXAMPLES: &str = "Examples:
  legation review accept e_3f9c… --reason \"read it\"
  legation review edit e_3f9c… status=denied --reason \"the minister denies it\"
  legation review edit e_3f9c… \"recipients=Ukraine (UKR.GOV)\" --reason \"it lies in Ukraine\"
  legation review stats                                how reviewers judged, and how far they agree";

#[derive(Subcommand, Debug)]
enum What {
    /// It is right
    Accept {
        /// Id of the event
        event: String,
        #[command(flatten)]
        why: Why,
    },
    /// It is wrong: no list shows it any more
    Reject {
        /// Id of the event
        event: String,
        #[command(flatten)]
        why: Why,
    },
    /// A field is wrong: type, mode, status, actors or recipients
    Edit {
        /// Id of the event
        event: String,
        /// The field and what it should be, as in status=denied or "actors=Sergei Lavrov (RUS.GOV); China (CHN)"
        #[arg(value_name = "FIELD=VALUE")]
        change: String,
        #[command(flatten)]
        why: Why,
    },
    /// Count verdicts by type and reviewer, and how far reviewers agree
    Stats {
        #[command(flatten)]
        shape: Shape,
    },
}

#[derive(Args, Debug)]
struct Why {
    /// Why
    #[arg(long, value_name = "WORDS")]
    reason: String,

    /// Who says so
    #[arg(long, value_name = "NAME", default_value = "reviewer")]
    reviewer: String,
}

pub fn run(legation: &Legation, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let (event, verdict, why) = match &arguments.what {
        What::Stats { shape } => {
            shape.print(&arguments.place.read()?.review_stats()?)?;
            return Ok(ExitCode::SUCCESS);
        }
        What::Accept { event, why } => (event, Verdict::Accept, why),
        What::Reject { event, why } => (event, Verdict::Reject, why),
        What::Edit { event, change, why } => {
            let Some((field, value)) = change.split_once('=') else {
                let message = format!("{change}: not FIELD=VALUE (give, for instance, status=denied)");
                return Err(Failure::Message(message));
            };
            (event, Verdict::Edit(field.to_string(), value.to_string()), why)
        }
    };
    let mut ledger = arguments.place.write()?;
    let number = ledger.review(event, &verdict, &why.reason, &why.reviewer, &now())?;
    ledger.build(&super::ledger_add::rules(legation)?)?;
    eprintln!("written (legation undo review {number} takes it back)");
    Ok(ExitCode::SUCCESS)
}
