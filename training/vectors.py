"""Word vectors: skip-gram over the raw news, speeches and encyclopaedic sentences of the language corpora.

usage: vectors.py LANGUAGE_FOLDER OUT.npz
"""
import subprocess
import sys
import time

import numpy as np
from gensim.models import Word2Vec

from features import fold
from words import tokens

RAW = [("allsides-news-2012-2020.txt.zst", None), ("current-events-2002-2025h1.tsv.zst", 2),
       ("cia-factbook-2026-05.txt.zst", None), ("presidential-speeches.txt.zst", None)]
SIZE, KEEP = 128, 56000


def write_corpus(folder, path):
    seen, count = set(), 0
    with open(path, "w", encoding="utf8") as out:
        for name, column in RAW:
            text = subprocess.run(["zstd", "-dc", f"{folder}/raw/{name}"], stdout=subprocess.PIPE, check=True).stdout.decode("utf8")
            for line in text.split("\n"):
                if column is not None:
                    line = line.split("\t")[column] if line.count("\t") >= column else ""
                if hash(line) in seen:      # outlets repeat boiler-plate
                    continue
                seen.add(hash(line))
                words = [fold(form) for form, _, _ in tokens(line)]
                if len(words) > 3:
                    out.write(" ".join(words) + "\n")
                    count += len(words)
    return count


def main(folder, out):
    start = time.time()
    corpus = out + ".txt"
    print("words", write_corpus(folder, corpus), round(time.time() - start), "s", flush=True)
    model = Word2Vec(corpus_file=corpus, vector_size=SIZE, window=4, min_count=6, sg=1, negative=6,
                     sample=1e-4, workers=1, epochs=3, seed=1)
    keys = model.wv.index_to_key[:KEEP]
    np.savez(out, words=np.array(keys, dtype=object), vectors=model.wv.vectors[:KEEP].astype("f4"))
    print("vocabulary", len(model.wv), "kept", len(keys), round(time.time() - start), "s")
    for word in ("minister", "kyiv", "shelled", "hezbollah", "ceasefire", "condemned"):
        if word in model.wv:
            print(word, [w for w, _ in model.wv.most_similar(word, topn=6)])


if __name__ == "__main__":
    main(*sys.argv[1:3])
