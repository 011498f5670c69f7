#!/usr/bin/env bash
# Kills `legation add` (kill -9) at 200 random moments; each time the database must open, hold no half article, and the resumed
# run must end with the same bytes as an undisturbed one, SQLite's change counter aside (header bytes 24-27 and 92-95: it
# counts connections, too). Takes some minutes: not part of ./test.
# Usage: kill.sh BINARY [KILLS]
set -euo pipefail
binary=$(realpath "$1")
kills=${2:-200}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export SOURCE_DATE_EPOCH=1700000000
RANDOM=7
for number in $(seq 24); do
    printf '{"id":"a%s","published_at":"2026-04-%02d","publisher":"Paper %s","text":"Emmanuel Macron met Volodymyr Zelenskyy in Paris on Thursday. Russia criticized France. Report %s."}\n' \
        "$number" $((number % 28 + 1)) $((number % 7)) "$number"
done > articles.jsonl
add() { "$binary" add --jsonl articles.jsonl --threads 1 --db "$1"; }
start=$(date +%s%N)
add whole.db 2> /dev/null
length=$((($(date +%s%N) - start) / 1000000))
done_kills=0
while [ "$done_kills" -lt "$kills" ]; do
    rm -f cut.db cut.db-wal cut.db-shm
    # One to three kills before the run may end.
    for _ in $(seq $((RANDOM % 3 + 1))); do
        "$binary" add --jsonl articles.jsonl --threads 1 --db cut.db 2> /dev/null &
        run=$!
        sleep "$(printf '0.%03d' $((RANDOM % (length > 999 ? 999 : length))))"
        kill -9 "$run" 2> /dev/null || true
        wait "$run" 2> /dev/null || true
        done_kills=$((done_kills + 1))
        if [ -f cut.db ]; then
            half=$("$binary" sql --db cut.db --format csv "SELECT count(*) FROM l_article a WHERE NOT EXISTS (SELECT 1 FROM l_coding c WHERE c.article = a.article) OR (SELECT count(*) FROM l_event e WHERE e.article = a.article) <> 2" 2> /dev/null | tail -1 || echo 0)
            [ "${half:-0}" = 0 ] || { echo "half an article after $done_kills kills"; exit 1; }
        fi
    done
    add cut.db 2> /dev/null
    other=$({ cmp -l whole.db cut.db || true; } | awk '!($1 >= 25 && $1 <= 28) && !($1 >= 93 && $1 <= 96)' | wc -l)
    [ "$(stat -c %s whole.db)" = "$(stat -c %s cut.db)" ] && [ "$other" = 0 ] || { echo "the bytes differ after $done_kills kills"; exit 1; }
done
echo "$done_kills kills: every database sound, every end the same bytes"
