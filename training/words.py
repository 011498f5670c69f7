"""Splitting raw text into sentences and Universal Dependencies words, for training only.

The program's own tokeniser is in crates/legation-analysis; this one is a plain stand-in that
splits in the same way (n't, 's, hyphens inside words), so that word vectors and the
span-annotated corpora meet the words that the treebanks have.
"""
import re

TOKEN = re.compile(
    r"(?:[A-Z]\.){2,}"                      # U.S., U.N.
    r"|\b(?:Mr|Mrs|Ms|Dr|Gov|Gen|Sen|Rep|Lt|Col|Sgt|Capt|Rev|St|Jr|Sr|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|No|Inc|Corp|Co|Ltd|vs)\."
    r"|\b[A-Z]\.(?=\s+[A-Z])"               # initials
    r"|\d+(?:[.,:]\d+)*(?:st|nd|rd|th|s)?\b"
    r"|[^\W\d_]+(?:['’](?=[^\W\d_])[^\W\d_]+)*\d*"
    r"|\.{2,}|-{2,}"
    r"|[^\s\w]|\w+")
CLITIC = re.compile(r"^(.+?)(n['’]t|['’](?:s|re|ve|ll|d|m))$", re.I)
SPLIT_WHOLE = {"cannot": 3, "gonna": 3, "wanna": 3, "gotta": 3}


def tokens(text):
    """Words of `text` as (form, start, end), offsets in code points."""
    out = []
    for m in TOKEN.finditer(text):
        form, start = m.group(), m.start()
        clitic = CLITIC.match(form)
        cut = len(clitic.group(1)) if clitic else SPLIT_WHOLE.get(form.lower(), 0)
        if cut and cut < len(form):
            out.append((form[:cut], start, start + cut))
            out.append((form[cut:], start + cut, start + len(form)))
        else:
            out.append((form, start, start + len(form)))
    return out


def sentences(text):
    """Lists of (form, start, end): a break at line ends, and after . ! ? (and closing quotes) before a capital."""
    out, current = [], []
    found = tokens(text)
    for i, (form, start, end) in enumerate(found):
        current.append((form, start, end))
        following = found[i + 1] if i + 1 < len(found) else None
        if following is None or "\n" in text[end:following[1]]:
            is_end = True
        else:
            gap = following[1] > end
            tail = "".join(t[0] for t in current[-3:])
            ends = re.search(r"[.!?…][\"”’')\]]*$", tail) and not re.match(r"^\w+\.$|^(?:\w\.)+$", form)
            is_end = bool(ends and gap and re.match(r"[\"“‘'(\[]?[A-Z0-9\"“‘]", following[0]))
        if is_end:
            out.append(current)
            current = []
    return out
