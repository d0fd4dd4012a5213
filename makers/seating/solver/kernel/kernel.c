/* The hot path of the search: steps through the plans of all rounds, never leaving the hard rules.

   Compiled to WebAssembly (`make kernel`), so that it runs on every machine without a compiler and
   gives the same plan on each: whole numbers only, no clock, no library. `packing.py` writes the
   problem into its memory; people, tables, groups, domains and cases are numbers there.

   A step proposes someone and another table: a guided one takes a table that would serve a wish of
   theirs. With room on both sides they may just move; else they change places with somebody there.
   Whoever is kept together goes as a block, whoever is kept apart the other way, and as many come
   back as the sizes ask. */

typedef int i32;
typedef unsigned u32;
typedef long long i64;
typedef unsigned long long u64;
typedef unsigned char u8;

enum { NOWHERE = -1, TURN = 50, TRIES = 8, LOGS = 4096, MOST_GROUPS = 3 };
static const u32 HALF = 1u << 31, GUIDED = 1932735283u; /* 0.45 of the proposals */

#define EXPORT(name) __attribute__((export_name(name)))

/* One round; written by packing.py field by field, so the order is a promise. */
struct round {
  i32 tables, room, singles_n, seekers_n, blocks_n;
  i32 *least, *most;
  i32 *near;         /* person x table: points for sitting there */
  u8 *allowed;       /* person x table */
  i32 *groups;       /* person x MOST_GROUPS, NOWHERE where there are fewer */
  i32 *row_of;       /* table x group: which row of prices */
  i32 *rows;         /* row x deep: points for one more when so many are there */
  i32 *brings_at, *brings; /* the domains a person brings */
  u8 *needs;         /* table x domain */
  i32 *case_of;      /* per table, NOWHERE without one */
  i32 *singles, *seekers, *goals_at, *goals;
  i32 *blocks_at, *blocks, *block_of;
  i32 *foes_at, *foes;
  u8 *is_single;
  i32 *seat, *place, *members, *size; /* who sits where: members is table x room */
  i32 *count, *covers;                /* table x group, table x domain */
};

struct problem {
  i32 people, rounds_n, groups_n, deep, domains, cases;
  i32 meeting, same_case, domain; /* points for one missed fact */
  struct round *rounds;
  u8 *met;    /* person x person: rounds shared, one more for who knew each other */
  i32 *sat;   /* person x case: rounds there */
  i32 *logs;  /* -ln of LOGS even steps from 0 to 1, in 1/65536 */
  i32 *best;  /* round x person: the best seats passed */
  i32 *going, *news; /* room for an exchange */
  u8 *moves;
};

static struct problem *all;
static i64 points, best_points;
static u64 dice;
static u32 turn, beat;

extern u8 __heap_base;
static u32 heap;

EXPORT("take") u32 take(u32 bytes) {
  if (heap == 0) heap = (u32)&__heap_base;
  u32 at = heap = (heap + 7) & ~7u;
  heap += bytes;
  u32 pages = (heap + 65535) >> 16, there = __builtin_wasm_memory_size(0);
  if (pages > there && __builtin_wasm_memory_grow(0, pages - there) == (unsigned long)-1) __builtin_trap();
  return at;
}

static u32 draw(void) {
  dice ^= dice >> 12;
  dice ^= dice << 25;
  dice ^= dice >> 27;
  return (u32)((dice * 2685821657736338717ULL) >> 32);
}

static u32 below(u32 n) { return (u32)(((u64)draw() * n) >> 32); }

/* The loss that is accepted at this heat (in 1/256 points): as often as annealing says. */
static i64 patience(i32 heat) { return ((i64)heat * all->logs[below(LOGS)]) >> 24; }

/* ---- what a seat costs ---- */

static i32 price(struct round *r, i32 t, i32 g, i32 n) {
  return r->rows[r->row_of[t * all->groups_n + g] * all->deep + n];
}

static i32 in_group(struct round *r, i32 i, i32 g) {
  i32 *own = r->groups + i * MOST_GROUPS;
  return own[0] == g || own[1] == g || own[2] == g;
}

static i32 brings(struct round *r, i32 i, i32 domain) {
  for (i32 k = r->brings_at[i]; k < r->brings_at[i + 1]; k++)
    if (r->brings[k] == domain) return 1;
  return 0;
}

/* Points for sitting down at t when `without` (or NOWHERE) has left it. */
static i32 joining(struct round *r, i32 i, i32 t, i32 without) {
  i32 cost = r->near[i * r->tables + t];
  i32 *own = r->groups + i * MOST_GROUPS, *count = r->count + t * all->groups_n;
  for (i32 k = 0; k < MOST_GROUPS && own[k] != NOWHERE; k++)
    cost += price(r, t, own[k], count[own[k]] - (without != NOWHERE && in_group(r, without, own[k])));
  for (i32 k = r->brings_at[i]; k < r->brings_at[i + 1]; k++) {
    i32 d = r->brings[k], at = t * all->domains + d;
    if (r->needs[at] && r->covers[at] == (without != NOWHERE && brings(r, without, d))) cost -= all->domain;
  }
  if (all->meeting) {
    u8 *met = all->met + i * all->people;
    i32 *there = r->members + t * r->room;
    i32 again = 0;
    for (i32 k = r->size[t] - 1; k >= 0; k--) again += met[there[k]] >= 1;
    if (without != NOWHERE) again -= met[without] >= 1;
    cost += again * all->meeting;
  }
  if (all->same_case && r->case_of[t] != NOWHERE) {
    i32 now = r->seat[i]; /* two tables of a round may have one case: leaving the other is no repeat */
    i32 leaves = now != NOWHERE && r->case_of[now] == r->case_of[t];
    if (all->sat[i * all->cases + r->case_of[t]] - leaves >= 1) cost += all->same_case;
  }
  return cost;
}

/* Points (mostly below zero) for standing up. */
static i32 leaving(struct round *r, i32 i) {
  i32 t = r->seat[i], cost = -r->near[i * r->tables + t];
  i32 *own = r->groups + i * MOST_GROUPS, *count = r->count + t * all->groups_n;
  for (i32 k = 0; k < MOST_GROUPS && own[k] != NOWHERE; k++) cost -= price(r, t, own[k], count[own[k]] - 1);
  for (i32 k = r->brings_at[i]; k < r->brings_at[i + 1]; k++) {
    i32 at = t * all->domains + r->brings[k];
    if (r->needs[at] && r->covers[at] == 1) cost += all->domain;
  }
  if (all->meeting) {
    u8 *met = all->met + i * all->people;
    i32 *there = r->members + t * r->room;
    i32 again = 0;
    for (i32 k = r->size[t] - 1; k >= 0; k--) again += met[there[k]] >= 2; /* never of oneself */
    cost -= again * all->meeting;
  }
  if (all->same_case && r->case_of[t] != NOWHERE && all->sat[i * all->cases + r->case_of[t]] >= 2) cost -= all->same_case;
  return cost;
}

/* ---- sitting down and standing up ---- */

static void put_down(struct round *r, i32 i, i32 t, i32 by) {
  i32 *own = r->groups + i * MOST_GROUPS;
  for (i32 k = 0; k < MOST_GROUPS && own[k] != NOWHERE; k++) r->count[t * all->groups_n + own[k]] += by;
  for (i32 k = r->brings_at[i]; k < r->brings_at[i + 1]; k++) r->covers[t * all->domains + r->brings[k]] += by;
  if (all->meeting) {
    i32 *there = r->members + t * r->room, people = all->people;
    for (i32 k = r->size[t] - 1; k >= 0; k--) {
      i32 j = there[k];
      if (j == i) continue;
      all->met[i * people + j] += by;
      all->met[j * people + i] += by;
    }
  }
  if (all->same_case && r->case_of[t] != NOWHERE) all->sat[i * all->cases + r->case_of[t]] += by;
}

static void sit(struct round *r, i32 i, i32 t) {
  points += joining(r, i, t, NOWHERE);
  put_down(r, i, t, 1);
  r->seat[i] = t;
  r->place[i] = r->size[t];
  r->members[t * r->room + r->size[t]++] = i;
}

static void rise(struct round *r, i32 i) {
  i32 t = r->seat[i], last;
  points += leaving(r, i);
  put_down(r, i, t, -1);
  last = r->members[t * r->room + --r->size[t]];
  r->members[t * r->room + r->place[i]] = last;
  r->place[last] = r->place[i];
  r->seat[i] = NOWHERE;
}

/* ---- the hard rules of a step of one or two ---- */

/* Would someone who comes to t meet a person they are kept apart from, `leaves` not counted? */
static i32 clashes(struct round *r, i32 i, i32 t, i32 leaves) {
  for (i32 k = r->foes_at[i]; k < r->foes_at[i + 1]; k++)
    if (r->seat[r->foes[k]] == t && r->foes[k] != leaves) return 1;
  return 0;
}

static i32 swappable(struct round *r, i32 one, i32 other) {
  i32 a = r->seat[one], b = r->seat[other];
  return r->allowed[one * r->tables + b] && r->allowed[other * r->tables + a] && !clashes(r, one, b, other) &&
         !clashes(r, other, a, one);
}

static i32 movable(struct round *r, i32 one, i32 b) {
  i32 a = r->seat[one];
  return r->allowed[one * r->tables + b] && r->size[b] < r->most[b] && r->size[a] > r->least[a] &&
         !clashes(r, one, b, NOWHERE);
}

static i32 swap_cost(struct round *r, i32 one, i32 other) {
  return leaving(r, one) + leaving(r, other) + joining(r, one, r->seat[other], other) +
         joining(r, other, r->seat[one], one);
}

static void swap(struct round *r, i32 one, i32 other) {
  i32 a = r->seat[one], b = r->seat[other];
  rise(r, one);
  rise(r, other);
  sit(r, one, b);
  sit(r, other, a);
}

static void move(struct round *r, i32 one, i32 b) {
  rise(r, one);
  sit(r, one, b);
}

/* ---- an exchange of more ---- */

static i32 moving_n, back_n, news_n; /* all->going: who changes tables, from either side */

static void mark(struct round *r, i32 i, i32 a) {
  if (all->moves[i]) return;
  all->moves[i] = 1;
  all->going[moving_n++] = i;
  all->news[news_n++] = i;
  back_n += r->seat[i] != a;
}

/* Add who must change tables with who is new; 0 when someone of them cannot. */
static i32 closed(struct round *r, i32 a, i32 b) {
  while (news_n) {
    i32 i = all->news[--news_n], there = r->seat[i] == a ? b : a;
    if (!r->allowed[i * r->tables + there]) return 0;
    i32 block = r->block_of[i];
    if (block != NOWHERE)
      for (i32 k = r->blocks_at[block]; k < r->blocks_at[block + 1]; k++) mark(r, r->blocks[k], a);
    for (i32 k = r->foes_at[i]; k < r->foes_at[i + 1]; k++)
      if (r->seat[r->foes[k]] == there) mark(r, r->foes[k], a);
  }
  return 1;
}

/* Which way the sizes ask another person to go: 1 from a to b, -1 back, 0 neither. */
static i32 needed(struct round *r, i32 at_a, i32 at_b, i32 a, i32 b) {
  if (at_b > r->most[b] || at_a < r->least[a]) return -1;
  return at_a > r->most[a] || at_b < r->least[b];
}

/* Add others until both tables have their sizes; 0 when that fails. */
static i32 balanced(struct round *r, i32 a, i32 b) {
  i32 even = draw() < HALF; /* as many back as go, also where sizes do not ask for it */
  for (i32 k = 0; k < TRIES; k++) {
    i32 more = moving_n - 2 * back_n;
    i32 need = needed(r, r->size[a] - more, r->size[b] + more, a, b);
    if (need == 0 && !(even && more)) return 1;
    i32 way = need ? need : -more, from = way > 0 ? a : b, left = 0;
    for (i32 m = 0; m < r->size[from]; m++) left += !all->moves[r->members[from * r->room + m]];
    if (!left) return need == 0;
    i32 nth = below(left), m = 0;
    for (;; m++)
      if (!all->moves[r->members[from * r->room + m]] && nth-- == 0) break;
    mark(r, r->members[from * r->room + m], a);
    if (!closed(r, a, b)) return 0;
  }
  return 0;
}

static void carry(struct round *r, i32 a, i32 b) {
  for (i32 k = 0; k < moving_n; k++) { /* the table each comes from is kept as its mark */
    i32 i = all->going[k];
    all->moves[i] = r->seat[i] == a ? 1 : 2;
    rise(r, i);
  }
  for (i32 k = 0; k < moving_n; k++) sit(r, all->going[k], all->moves[all->going[k]] == 1 ? b : a);
}

/* Propose table b to this person and all who must come along or go the other way. */
static void exchange(struct round *r, i32 one, i32 b, i32 heat) {
  i32 a = r->seat[one];
  if (a == b) return;
  moving_n = back_n = news_n = 0;
  mark(r, one, a);
  if (closed(r, a, b) && balanced(r, a, b)) {
    i64 before = points;
    carry(r, a, b);
    if (points - before > patience(heat)) carry(r, a, b); /* back again */
  }
  for (i32 k = 0; k < moving_n; k++) all->moves[all->going[k]] = 0;
}

/* ---- one step ---- */

static void step(struct round *r, i32 heat) {
  u32 units = r->singles_n + r->blocks_n, pick = below(units);
  if (pick >= (u32)r->singles_n) {
    exchange(r, r->blocks[r->blocks_at[pick - r->singles_n]], below(r->tables), heat);
    return;
  }
  i32 one = r->singles[pick], b;
  if (r->seekers_n && draw() < GUIDED) {
    one = r->seekers[below(r->seekers_n)];
    b = r->goals[r->goals_at[one] + below(r->goals_at[one + 1] - r->goals_at[one])];
  } else {
    b = below(r->tables);
  }
  i32 a = r->seat[one];
  if (a == b || !r->allowed[one * r->tables + b]) return;
  if (r->size[b] < r->most[b] && r->size[a] > r->least[a] && draw() < HALF) {
    if (clashes(r, one, b, NOWHERE))
      exchange(r, one, b, heat);
    else if (leaving(r, one) + joining(r, one, b, NOWHERE) <= patience(heat))
      move(r, one, b);
  } else if (r->size[b]) {
    i32 other = r->members[b * r->room + below(r->size[b])];
    if (!r->allowed[other * r->tables + a]) return;
    if (r->is_single[other] && swappable(r, one, other)) {
      if (swap_cost(r, one, other) <= patience(heat)) swap(r, one, other);
    } else {
      exchange(r, one, b, heat);
    }
  }
}

static void keep(void) {
  best_points = points;
  for (i32 n = 0; n < all->rounds_n; n++)
    for (i32 i = 0; i < all->people; i++) all->best[n * all->people + i] = all->rounds[n].seat[i];
}

/* ---- what Python calls ---- */

/* Begin with this problem; nobody sits yet. */
EXPORT("begin") void begin(struct problem *problem, u64 seed, i64 start) {
  all = problem;
  dice = seed;
  points = start;
  turn = beat = 0;
}

/* Seat everybody as in `seats` (round x person), moving only who sits elsewhere. */
EXPORT("seat") void seat(i32 *seats) {
  for (i32 n = 0; n < all->rounds_n; n++) {
    struct round *r = all->rounds + n;
    i32 *at = seats + n * all->people;
    for (i32 i = 0; i < all->people; i++)
      if (r->seat[i] != NOWHERE && r->seat[i] != at[i]) rise(r, i);
    for (i32 i = 0; i < all->people; i++)
      if (r->seat[i] == NOWHERE && at[i] != NOWHERE) sit(r, i, at[i]);
  }
}

/* Count the seats as they are as the best so far. */
EXPORT("keep") void keep_these(void) { keep(); }

/* So many proposals at this heat, in 1/256 points; some in one round, then in the next. */
EXPORT("walk") void walk(i32 steps, i32 heat) {
  while (steps--) {
    struct round *r = all->rounds + turn;
    if (r->singles_n + r->blocks_n) step(r, heat);
    if (++beat == TURN) {
      beat = 0;
      if (points < best_points) keep();
      turn = (turn + 1) % all->rounds_n;
    }
  }
  if (points < best_points) keep();
}

/* Take every move and every exchange of two that gains, until none does or so many were priced. */
EXPORT("settle") i32 settle(i32 most) {
  i32 done = 0, better = 1;
  while (better && done < most) {
    better = 0;
    for (i32 n = 0; n < all->rounds_n; n++) {
      struct round *r = all->rounds + n;
      for (i32 k = 0; k < r->singles_n && done < most; k++) {
        i32 one = r->singles[k];
        for (i32 b = 0; b < r->tables; b++)
          if (b != r->seat[one] && movable(r, one, b) && leaving(r, one) + joining(r, one, b, NOWHERE) < 0)
            move(r, one, b), better = 1;
        for (i32 m = 0; m < r->singles_n; m++) {
          i32 other = r->singles[m];
          if (r->seat[other] != r->seat[one] && swappable(r, one, other) && swap_cost(r, one, other) < 0)
            swap(r, one, other), better = 1;
        }
        done += r->singles_n;
      }
    }
  }
  if (points < best_points) keep();
  return done;
}

EXPORT("points_now") i64 points_now(void) { return points; }
EXPORT("points_best") i64 points_best(void) { return best_points; }
