//! What counts as a copy, on reports written for this test.

use legation_lineage::{CopyIndex, CopyKind, Sketch};
use proptest::prelude::*;

const REPORT: &str = "The foreign ministers of Norlund and Estmark signed an agreement on fishing rights in the northern straits on Monday, ending a dispute that had kept trawlers of both countries in port since the spring.\n\n\
    Under the deal, each side will accept inspectors from the other aboard its vessels and publish its catch every month, the two ministers told reporters after the ceremony in the harbour town of Velle.\n\n\
    The opposition in Norlund said it would challenge the agreement in parliament because it left open who polices the shelf beyond the twelve-mile line.\n\n\
    Talks had broken down twice since January, most recently when Estmark detained the crew of a Norlund trawler that it accused of dragging nets across a marine reserve.\n\n\
    Analysts said the accord was likely to lower tension along the border but would not settle the older quarrel over the islands, which both countries claim and neither occupies.";

const OTHER: &str = "Norlund and Estmark have ended their long quarrel about fish. Ministers from both countries put their names to a pact in Velle on Monday that lets inspectors board trawlers and obliges the two to publish figures.\n\n\
    The pact will be attacked in Norlund's parliament, where the opposition complains that nobody will police the outer shelf. Relations had been poor since a crew was arrested in May.";

fn kind(earlier: &str, later: &str) -> Option<CopyKind> {
    Sketch::of(later).overlap(&Sketch::of(earlier)).kind()
}

#[test]
fn copies_are_told_from_independent_reports() {
    let paragraphs: Vec<&str> = REPORT.split("\n\n").collect();
    let headed =
        format!("Fish deal signed\n\nVELLE, Norlund (Wire) — {REPORT}\n\nReporting by A. Marsh; editing by B. Holm");
    let cut = paragraphs[..2].join("\n\n");
    let updated = format!(
        "{REPORT}\n\n{}",
        "Late on Monday the president of Norlund said he would sign the bill within a week, and a spokeswoman for the \
         islanders' council called on both governments to hear it before any further meeting is arranged. The European \
         commissioner for fisheries welcomed the accord and offered money for a joint patrol vessel, an idea that the two \
         navies have turned down before. Shares of the three largest fishing companies rose. Elsewhere in the region, the \
         grain talks between Osterby and the coastal provinces entered their third day without a word from either side, \
         and the union of dock workers extended its strike at the container port until Friday at noon."
    );
    let quoting = format!("{OTHER}\n\nBackground: {}", paragraphs[3]);
    let cases = [
        ("the same", REPORT.to_string(), Some(CopyKind::Exact)),
        ("other layout", REPORT.replace("\n\n", " ").to_uppercase(), Some(CopyKind::Exact)),
        ("new headline and byline", headed, Some(CopyKind::Near)),
        ("cut", cut, Some(CopyKind::Part)),
        ("continued", updated, Some(CopyKind::Near)),
        ("one paragraph in common", quoting, None),
        ("another writer", OTHER.to_string(), None),
        ("empty", String::new(), None),
    ];
    for (name, later, expected) in cases {
        let overlap = Sketch::of(&later).overlap(&Sketch::of(REPORT));
        let found = overlap.kind().map(|kind| if kind == CopyKind::Update { CopyKind::Near } else { kind });
        assert_eq!(found, expected, "{name}: {overlap:?}");
    }
    assert_eq!(kind("", ""), None, "texts without words are no copies of each other");
    assert_eq!(kind("Strike ends", "strike ends!"), Some(CopyKind::Exact));
}

#[test]
fn the_index_finds_the_origin_of_a_line_of_copies() {
    let paragraphs: Vec<&str> = REPORT.split("\n\n").collect();
    let mut index = CopyIndex::default();
    assert!(index.add(Sketch::of(OTHER)).is_none());
    assert!(index.add(Sketch::of(REPORT)).is_none());
    let cut = index.add(Sketch::of(&paragraphs[..3].join(" "))).unwrap();
    assert_eq!((cut.of, cut.origin), (1, 1));
    assert!(cut.overlap.adds_nothing());
    let cut_again = index.add(Sketch::of(&paragraphs[..3].join("\n").replace("Monday", "Tuesday"))).unwrap();
    assert_eq!(cut_again.origin, 1);
    assert!(!Sketch::of(REPORT).overlap(&Sketch::of(&paragraphs[..2].join(" "))).adds_nothing());
    assert!(index.add(Sketch::of("")).is_none() && index.add(Sketch::of("")).is_none());
    assert_eq!(index.len(), 6);
}

proptest! {
    #[test]
    fn sketches_survive_storage_and_estimates_stay_in_range(a in "[a-c ]{0,400}", b in "[a-c ]{0,400}") {
        let (a, b) = (Sketch::of(&a), Sketch::of(&b));
        prop_assert_eq!(Some(a.clone()), Sketch::from_bytes(&a.to_bytes()));
        let overlap = a.overlap(&b);
        for value in [overlap.resemblance, overlap.share, overlap.share_of_earlier] {
            prop_assert!((0.0..=1.0).contains(&value), "{:?}", overlap);
        }
        let back = b.overlap(&a);
        prop_assert_eq!(overlap.share, back.share_of_earlier);
        prop_assert_eq!(overlap.resemblance, back.resemblance);
    }

    #[test]
    fn no_stored_bytes_break_it(bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
        if let Some(sketch) = Sketch::from_bytes(&bytes) {
            let _ = sketch.overlap(&Sketch::of("a b c d e f"));
        }
    }
}
