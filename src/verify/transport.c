/* SPDX-License-Identifier: Apache-2.0
 *
 * transport.c - can the pools pay these sums, when every sum may be split over all pools that may pay it?
 *
 * Dreams that the same pools may pay are one supply; every pool is a sink with its money. The sums can be paid
 * exactly when the maximum flow carries every supply. It is found by augmenting paths (Ford & Fulkerson 1956,
 * shortest paths first: Edmonds & Karp 1972) in integers, all amounts taken times the common denominator.
 *
 * Pools that must be spent are filled first, with all other pools closed. Later paths end in pools with room and so
 * never take money out of a pool that is full in total; that some flow fills these pools and some flow carries all
 * supplies is enough for one that does both (Mendelsohn & Dulmage 1958).
 */
#include "verify/checks.h"

#include "base/error.h"
#include "base/str.h"

#define UNREACHED UINT32_MAX
#define SOURCE    (UINT32_MAX - 1)

typedef struct link { /* what one signature is paid by one pool */
	uint32_t signature, pool;
	mpz_t flow;
} link;

/* Nodes are numbered: signatures first, then pools. */
typedef struct network {
	const fl_verify_limits *limits;
	uint32_t num_signatures, num_pools, num_links;
	mpz_t *supply;     /* per signature: not yet carried */
	mpz_t *room;       /* per pool: not yet paid out; 0 while it is closed */
	link *links;       /* by signature */
	uint32_t *first;   /* signature -> its first link; one entry behind the last */
	uint32_t *by_pool; /* link numbers, by pool */
	uint32_t *pool_first;
	uint32_t *queue, *via; /* per node; via: the link it was reached by */
} network;

static bool network_hold(network *net)
{
	size_t nodes = (size_t)net->num_signatures + net->num_pools;
	net->supply = fl_alloc_array(net->num_signatures + (size_t)1, sizeof *net->supply);
	net->room = fl_alloc_array(net->num_pools + (size_t)1, sizeof *net->room);
	net->first = fl_alloc_array(net->num_signatures + (size_t)1, sizeof *net->first);
	net->by_pool = fl_alloc_array(net->num_links + (size_t)1, sizeof *net->by_pool);
	net->pool_first = fl_alloc_array(net->num_pools + (size_t)2, sizeof *net->pool_first);
	net->queue = fl_alloc_array(nodes + 1, sizeof *net->queue);
	net->via = fl_alloc_array(nodes + 1, sizeof *net->via);
	net->links = fl_alloc_array(net->num_links + (size_t)1, sizeof *net->links);
	if (!net->supply || !net->room || !net->first || !net->by_pool || !net->pool_first || !net->queue ||
	    !net->via || !net->links)
		return false;
	for (uint32_t s = 0; s < net->num_signatures; s++)
		mpz_init(net->supply[s]);
	for (uint32_t p = 0; p < net->num_pools; p++)
		mpz_init(net->room[p]);
	for (uint32_t k = 0; k < net->num_links; k++)
		mpz_init(net->links[k].flow);
	return true;
}

static void network_release(network *net, bool held)
{
	for (uint32_t s = 0; held && s < net->num_signatures; s++)
		mpz_clear(net->supply[s]);
	for (uint32_t p = 0; held && p < net->num_pools; p++)
		mpz_clear(net->room[p]);
	for (uint32_t k = 0; held && k < net->num_links; k++)
		mpz_clear(net->links[k].flow);
	fl_free(net->supply);
	fl_free(net->room);
	fl_free(net->first);
	fl_free(net->by_pool);
	fl_free(net->pool_first);
	fl_free(net->queue);
	fl_free(net->via);
	fl_free(net->links);
}

/* The links, by signature and by pool. */
static void network_join(network *net)
{
	uint32_t k = 0;
	for (uint32_t s = 0; s < net->num_signatures; s++) {
		const fl_verify_signature *signature = &net->limits->signatures.items[s];
		net->first[s] = k;
		for (uint32_t j = 0; j < signature->len; j++, k++) {
			net->links[k].signature = s;
			net->links[k].pool = signature->pools[j];
			net->pool_first[signature->pools[j] + 2]++;
		}
	}
	net->first[net->num_signatures] = k;
	for (uint32_t p = 0; p < net->num_pools; p++)
		net->pool_first[p + 1] += net->pool_first[p];
	for (k = 0; k < net->num_links; k++)
		net->by_pool[net->pool_first[net->links[k].pool + 1]++] = k;
}

/* Without detours: every signature draws on its own pools in turn. What is left needs paths. */
static void draw_directly(network *net)
{
	mpz_t amount;
	mpz_init(amount);
	for (uint32_t k = 0; k < net->num_links; k++) {
		link *at = &net->links[k];
		mpz_ptr supply = net->supply[at->signature], room = net->room[at->pool];
		mpz_set(amount, mpz_cmp(supply, room) < 0 ? supply : room);
		mpz_add(at->flow, at->flow, amount);
		mpz_sub(supply, supply, amount);
		mpz_sub(room, room, amount);
	}
	mpz_clear(amount);
}

/* Breadth first from all signatures with supply left; the node of a pool with room, or UNREACHED. */
static uint32_t find_path(network *net)
{
	uint32_t head = 0, tail = 0, nodes = net->num_signatures + net->num_pools;
	for (uint32_t v = 0; v < nodes; v++)
		net->via[v] = UNREACHED;
	for (uint32_t s = 0; s < net->num_signatures; s++)
		if (mpz_sgn(net->supply[s]) > 0) {
			net->via[s] = SOURCE;
			net->queue[tail++] = s;
		}
	while (head < tail) {
		uint32_t v = net->queue[head++];
		bool is_pool = v >= net->num_signatures;
		uint32_t p = is_pool ? v - net->num_signatures : 0;
		if (is_pool && mpz_sgn(net->room[p]) > 0)
			return v;
		uint32_t from = is_pool ? net->pool_first[p] : net->first[v];
		uint32_t to = is_pool ? net->pool_first[p + 1] : net->first[v + 1];
		for (uint32_t k = from; k < to; k++) {
			uint32_t at = is_pool ? net->by_pool[k] : k;
			uint32_t next =
			    is_pool ? net->links[at].signature : net->num_signatures + net->links[at].pool;
			if (net->via[next] != UNREACHED || (is_pool && mpz_sgn(net->links[at].flow) == 0))
				continue;
			net->via[next] = at;
			net->queue[tail++] = next;
		}
	}
	return UNREACHED;
}

/* Walk the path back from its pool. First (move = false) lower *amount to what it carries, then carry it. */
static void walk_back(network *net, uint32_t node, mpz_t amount, bool move)
{
	mpz_ptr room = net->room[node - net->num_signatures];
	if (move)
		mpz_sub(room, room, amount);
	else
		mpz_set(amount, room);
	while (net->via[node] != SOURCE) {
		link *at = &net->links[net->via[node]];
		bool forward = node >= net->num_signatures;
		if (move && forward)
			mpz_add(at->flow, at->flow, amount);
		else if (move)
			mpz_sub(at->flow, at->flow, amount);
		else if (!forward && mpz_cmp(at->flow, amount) < 0)
			mpz_set(amount, at->flow);
		node = forward ? at->signature : net->num_signatures + at->pool;
	}
	if (move)
		mpz_sub(net->supply[node], net->supply[node], amount);
	else if (mpz_cmp(net->supply[node], amount) < 0)
		mpz_set(amount, net->supply[node]);
}

static void flow_to_maximum(network *net)
{
	mpz_t amount;
	mpz_init(amount);
	draw_directly(net);
	for (uint32_t end = find_path(net); end != UNREACHED; end = find_path(net)) {
		walk_back(net, end, amount, false);
		walk_back(net, end, amount, true);
	}
	mpz_clear(amount);
}

/* Open the pools that must (or need not) be spent with their money. */
static void open_pools(network *net, const mpz_t scale, bool must_spend)
{
	const fl_round_spec *spec = net->limits->spec;
	for (uint32_t p = 0; p < net->num_pools; p++)
		if (spec->pools[p].must_spend == must_spend)
			mpz_mul_si(net->room[p], scale, spec->pools[p].amount - spec->pools[p].kept);
}

static void transport(fl_verify_case *c, network *net, const mpz_t scale, bool targets)
{
	open_pools(net, scale, true);
	flow_to_maximum(net);
	for (uint32_t p = 0; p < net->num_pools; p++)
		if (mpz_sgn(net->room[p]) > 0 && !targets) {
			fl_verify_no(c->verdict,
				     "the unrounded solution does not spend pool '%.*s', which must be spent",
				     FL_STR_ARG(c->spec->pools[p].id));
			return;
		}
	open_pools(net, scale, false);
	flow_to_maximum(net);
	for (uint32_t s = 0; s < net->num_signatures; s++)
		if (mpz_sgn(net->supply[s]) > 0) {
			uint32_t pool = c->limits.signatures.items[s].pools[0];
			fl_verify_no(
			    c->verdict,
			    targets ? "the targets need more money than the pools have: pool '%.*s' is short"
				    : "the unrounded solution needs more money than the pools have: pool '%.*s' is short",
			    FL_STR_ARG(c->spec->pools[pool].id));
			return;
		}
}

fl_status fl_verify_transport(fl_verify_case *c, mpz_t *kind_sums, const mpz_t scale, bool targets, fl_error *err)
{
	const fl_verify_limits *limits = &c->limits;
	network net = { .limits = limits };
	size_t num_links = 0;
	for (size_t s = 0; s < limits->signatures.len; s++)
		num_links += limits->signatures.items[s].len;
	if (num_links + limits->signatures.len + c->spec->num_pools >= SOURCE)
		return fl_error_set(err, FL_ERANGE, "too many pools");
	net.num_signatures = (uint32_t)limits->signatures.len;
	net.num_pools = (uint32_t)c->spec->num_pools;
	net.num_links = (uint32_t)num_links;
	bool held = network_hold(&net);
	if (held) {
		network_join(&net);
		for (size_t k = 0; k < limits->kinds.len; k++) {
			mpz_ptr supply = net.supply[limits->kinds.items[k].signature];
			mpz_add(supply, supply, kind_sums[k]);
		}
		transport(c, &net, scale, targets);
	}
	network_release(&net, held);
	return held ? FL_OK : fl_enomem(err);
}
