#!/usr/bin/env python3
"""Makes `rules/lexicons/grammar/cues.toml` and `evidence.toml` again from an annotated corpus. Never run by CI.

usage: fit.py CORPUS DUMP LEMMAS CLASSES

CORPUS   text/NAME.txt and attributions/NAME_*.ann (brat standoff, offsets in characters), the layout of PolNeAR.
DUMP     what the parser sees in CORPUS/text, from
         SAYSO_CORPUS=CORPUS/text SAYSO_OUT=DUMP cargo test --release --test calibrate -- --ignored
LEMMAS   tab-separated: form, part of speech (VERB, NOUN, …), lemma, count. Any tagger's output over the corpus will do.
CLASSES  folder of word lists `reporting-*.toml` and `belief-verbs.toml`: a word the corpus does not hold gets the figures
         of its class.

Needs numpy and scikit-learn. Fit after a change of tags, chunks, subjects or slots: the figures are counted with the
parser's own slots. A word's figure is the share of its candidates in a slot that annotators marked as a cue, smoothed
towards the lemma's and the slot's mean. The weights of `evidence.toml` are fitted five-fold, so that a word's own figure
never comes from the articles it is judged on. Then score train and dev, and look at every golden that changes.
"""
import collections, glob, json, math, os, re, sys, tomllib

import numpy as np
from sklearn.linear_model import LogisticRegression

KINDS = ('verb', 'passive', 'noun', 'adjective')
ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
GRAMMAR = os.path.join(ROOT, 'rules', 'lexicons', 'grammar')
# Forms that are a lemma of their own as well: the past of `find` is meant, not `found`.
OWN = {'lay', 'found', 'felt', 'left', 'fell', 'saw', 'wound', 'bore', 'ground'}
# Passives whose subject is never the one whose thoughts they are, however the few examples fell.
NO_HOLDER = {'poise', 'expect', 'set', 'say'}
CUES_HEAD = '''# The cue lexicon: how strongly a word signals attribution, by what stands beside it. One lemma a line, then slot and
# figure: the percentage of its occurrences in that slot that annotators marked as the cue of an attribution. Counted over
# an annotated news corpus with the parser's own slots (`tests/calibrate/fit.py` makes this file), smoothed towards the
# lemma's and the slot's mean; words the corpus does not hold have the figures of their class of reporting verbs.
# `evidence.toml` weighs what else the sentence tells, and `src/parse/story.rs` has the threshold. Slots: that, zero (clause
# without that), quote, to (infinitive), noun (object), wh (question), gerund, colon, preposed (content before the cue),
# noun-that and noun-to (object, then clause or infinitive), and prepositions (for, on, of, about, with, against, at, in,
# as; toward is the preposition to, other is any other). Of a passive, subject is how often its subject is the source.
'''
EVIDENCE_HEAD = '''# Weights of the logistic model in `src/parse/evidence.rs`: what tells a cue from a plain verb besides its word and slot.
# Fitted by cross-validation on an annotated news corpus (`tests/calibrate/fit.py` makes this file), so that a word's own
# figure in `cues.toml` never comes from the articles it is judged on. Positive speaks for an attribution.
'''


def gold(corpus):
    """{name: (text, [{'source': spans, 'cue': spans}])}, from the first annotator's file of each article."""
    found = {}
    for path in sorted(glob.glob(os.path.join(corpus, 'text', '*.txt'))):
        name = os.path.basename(path)[:-4]
        files = sorted(glob.glob(os.path.join(corpus, 'attributions', glob.escape(name) + '_*.ann')))
        if not files:
            continue
        spans, relations = {}, []
        lines = open(files[0], encoding='utf8').read().split('\n')
        for line in sorted(lines, key=lambda line: line.startswith('E')):  # spans first: relations name them
            if line.startswith('T') and '\t' in line:
                key, where = line.split('\t')[:2]
                spans[key] = [tuple(map(int, s.split())) for s in where.split(' ', 1)[1].split(';')]
            elif line.startswith('E') and '\t' in line:
                relation = {'source': [], 'cue': []}
                for part in line.split('\t')[1].split():
                    role, key = part.split(':')
                    role = re.sub(r'\d+$', '', role).lower()
                    if role in relation:
                        relation[role] += spans[key]
                relations.append(relation)
        found[name] = (open(path, encoding='utf8', newline='').read(), relations)
    return found


def lemmatiser(path):
    seen = collections.defaultdict(collections.Counter)
    for line in open(path, encoding='utf8'):
        form, part, lemma, count = line.rstrip('\n').split('\t')
        seen[form, part][lemma] += int(count)
    irregular = tomllib.load(open(os.path.join(GRAMMAR, 'irregular.toml'), 'rb'))
    verbs = {f: lemma for lemma, forms in irregular.items() for f in forms.split() if f not in OWN or f == lemma}
    verbs.update(found='find', felt='feel', left='leave', fell='fall', saw='see')

    def lemma(word, kind):
        if kind in ('verb', 'passive') and word in verbs:
            return verbs[word]
        part = {'verb': 'VERB', 'passive': 'VERB', 'noun': 'NOUN'}.get(kind)
        known = seen.get((word, part))
        return known.most_common(1)[0][0] if known else word

    return lemma


def classes(folder):
    of = {}
    for path in sorted(glob.glob(os.path.join(folder, '*.toml'))):
        base = os.path.basename(path)[:-5]
        if not base.startswith('reporting-') and base != 'belief-verbs':
            continue
        lists = tomllib.load(open(path, 'rb'))
        for word in lists['words']:
            if ' ' not in word:
                of.setdefault(word, base)
        if base == 'belief-verbs':
            for group, words in lists['group'].items():
                of.update((word, 'belief-' + group) for word in words if ' ' not in word)
        if base == 'reporting-manner':
            of.update((word, 'manner-non') for word in lists['tier']['non_speech'])
    return of


def candidates(dump, articles, lemma):
    """Rows (article, kind, lemma, slot, traits, marked), and of passives how often the subject is the source."""
    rows, subjects = [], collections.defaultdict(lambda: [0, 0])
    for line in open(dump, encoding='utf8'):
        document = json.loads(line)
        name = os.path.basename(document['path'])[:-4]
        if name not in articles:
            continue
        text, relations = articles[name]
        to, at = {}, 0
        for i, char in enumerate(text):
            to[at] = i
            at += len(char.encode())
        to[at] = len(text)
        inside = bytearray(len(text) + 1)
        for relation in relations:
            for start, end in relation['cue']:
                inside[start:end] = b'\1' * (end - start)
        for p in document['probes']:
            if p['kind'] not in KINDS:
                continue
            start, end = to[p['cue'][0]], to[p['cue'][1]]
            head = text[start:end].lower().rfind(p['head'])
            hit = any(inside[start:end]) if head < 0 else bool(inside[start + head])
            word = lemma(p['head'], p['kind'])
            if p['kind'] == 'passive' and hit and p.get('subject'):
                a, b = to[p['subject'][0]], to[p['subject'][1]]
                for r in relations:
                    if r['source'] and any(x < end and start < y for x, y in r['cue']):
                        subjects[word][1] += 1
                        subjects[word][0] += any(x < b and a < y for x, y in r['source'])
            rows.append((name, p['kind'], word, p['slot'], tuple(p['traits']), hit))
    return rows, subjects


def figures(rows, of):
    """{kind: {lemma: {slot: percent}}}"""
    table = {k: collections.defaultdict(lambda: collections.defaultdict(lambda: [0, 0])) for k in KINDS}
    prior = {k: collections.defaultdict(lambda: [0, 0]) for k in KINDS}
    for _, kind, word, slot, _, hit in rows:
        for count in (table[kind][word][slot], prior[kind][slot]):
            count[0] += hit
            count[1] += 1
    shared = collections.defaultdict(lambda: collections.defaultdict(lambda: [0, 0]))
    for word, slots in table['verb'].items():
        if word in of:
            for slot, (hits, n) in slots.items():
                weight = min(1.0, 12.0 / max(n, 1))  # no one verb stands for its class
                shared[of[word]][slot][0] += hits * weight
                shared[of[word]][slot][1] += n * weight
    out = {}
    for kind in KINDS:
        lines = {}
        for word, slots in table[kind].items():
            if not re.fullmatch(r'[a-z][a-z-]+', word):
                continue
            hits, n = (sum(c[i] for c in slots.values()) for i in (0, 1))
            group = of.get(word) if kind == 'verb' else None
            if hits == 0 and not group:
                continue

            def expected(slot):
                known = shared[group][slot] if group else [0, 0]
                share = known if known[1] >= 4 else prior[kind][slot]
                return share[0] / share[1]

            line = {}
            for slot, (c, m) in slots.items():
                usual = expected(slot)
                rest = (hits - c + 2 * usual) / (n - m + 2)
                line[slot] = round(100 * (c + usual + rest) / (m + 2.0))
            for slot in prior[kind]:
                if slot in line:
                    continue
                usual = expected(slot)
                share = 0.5 * usual + 0.5 * (hits + 2 * usual) / (n + 2)
                if share >= 0.30 and (n >= 4 or group):
                    line[slot] = round(100 * share)
            if max(line.values()) >= 20:
                lines[word] = {slot: v for slot, v in line.items() if v >= 10}
        if kind == 'verb':
            for word, group in of.items():
                likely = {s: c / n for s, (c, n) in shared[group].items() if n >= 4 and c / n >= 0.25}
                if word not in lines and likely:
                    lines[word] = {s: round(100 * share) for s, share in likely.items()}
            for word, group in of.items():
                if group in ('manner-non', 'reporting-manner', 'reporting-emotive', 'reporting-neutral') and word in lines:
                    for slot in ('preposed', 'quote'):
                        lines[word][slot] = max(lines[word].get(slot, 0), 60)
        out[kind] = lines
    return out


def main():
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    corpus, dump, lemmas, lists = sys.argv[1:]
    of = classes(lists)
    rows, subjects = candidates(dump, gold(corpus), lemmatiser(lemmas))
    source = open(os.path.join(ROOT, 'src', 'parse', 'grammar.rs'), encoding='utf8').read()
    traits = re.findall(r'"([a-z-]+)"', re.search(r'TRAITS: \[.*?\] = \[(.*?)\];', source, re.S).group(1))
    fold = {name: i % 5 for i, name in enumerate(sorted({r[0] for r in rows}))}
    x, y = [], []
    for f in range(5):
        table = figures([r for r in rows if fold[r[0]] != f], of)
        for name, kind, word, slot, shown, hit in rows:
            percent = table[kind].get(word, {}).get(slot)
            if fold[name] == f and percent is not None:
                p = min(max(percent, 2), 98) / 100
                x.append([math.log(p / (1 - p))] + [float(t in shown) for t in traits])
                y.append(hit)
    model = LogisticRegression(C=1.0, max_iter=400).fit(np.array(x, dtype=float), np.array(y))
    strength, *weights = model.coef_[0]
    with open(os.path.join(GRAMMAR, 'evidence.toml'), 'w', encoding='utf8') as out:
        out.write(f'{EVIDENCE_HEAD}bias = {model.intercept_[0]:.3f}\nstrength = {strength:.3f}\n\n[traits]\n')
        out.writelines(f'{trait} = {weight:.3f}\n' for trait, weight in zip(traits, weights))
    table = figures(rows, of)
    spoken = {'reporting-' + c for c in ('neutral', 'argument', 'directive', 'accusation', 'doubt')}
    for word, (hits, n) in subjects.items():
        if word in table['passive'] and n >= 2 and of.get(word) not in spoken and word not in NO_HOLDER:
            percent = round(100 * (hits + 0.9) / (n + 2.0))
            if percent >= 40:
                table['passive'][word]['subject'] = percent
    with open(os.path.join(GRAMMAR, 'cues.toml'), 'w', encoding='utf8') as out:
        parts = [CUES_HEAD]
        for kind in KINDS:
            parts.append(f'{kind} = """')
            parts += [f"{w} {' '.join(f'{s} {v}' for s, v in sorted(table[kind][w].items()))}" for w in sorted(table[kind])]
            parts.append('"""\n')
        out.write('\n'.join(parts))
    print(f'{len(rows)} candidates, {sum(len(t) for t in table.values())} cues, {len(traits)} traits')


main()
