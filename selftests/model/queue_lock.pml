// SPDX-License-Identifier: GPL-2.0
/*
 * queue_lock.pml - the lock of queue_lock.hpp once more, for the model checker spin.
 *
 * Written from what the header of queue_lock.hpp says, not from its code, and with its names:
 * whoever changes one of the two must change the other. Who contends and what is checked stands in
 * selftests/model/contenders.pml.
 *
 * Each step makes one access to what is shared. Memory is sequentially consistent: orderings are
 * not this model's business. What kind a caller is, queued, ordinary or try, is chosen no earlier
 * than it makes a difference.
 *
 * A process that acquires has these: short seen; byte ticket; bool queued, ordinary; and a label
 * finished, where it goes on after a try in vain.
 */

/* Faults to seed, by -DBROKEN=...: one of the checks must find each. */
#define NO_TURN 1		/* a ticket's holder does not wait until it is served */
#define PASSES_QUEUE 2		/* a ticket is taken although there is a tail */
#define NO_RESET 3		/* a node joins with a Next that is left from before */
#define LINKS_TWICE 4		/* the predecessor is touched once more after the link */
#define NO_PROMOTION 5		/* an ordinary caller leaves without making its follower head */
#define SPURIOUS_FAILURE 6	/* the compare-exchange that leaves the queue may fail at will */
#define KEEPS_TICKET 7		/* the last in the queue leaves with its ticket */
#define TICKET_CARRIES 8	/* q + 1 carries into the tail */
#define SERVE_CARRIES 9	/* s + 1 carries into q */
#define SHARED_NODE 10		/* an interrupt uses the node of whom it interrupts */
#define SERVES_UNHELD 11	/* a second release serves, though nobody owns */
#ifndef BROKEN
#define BROKEN 0
#endif

#ifndef INTERRUPTS
#define INTERRUPTS 0
#endif
#define NOBODY 0
#define GARBAGE 255

/* The word: s in the low byte, q above it, then the tail, which is a node or NOBODY. */
#define SERVING(w) ((w) % 256)
#define OUT(w) (((w) / 256 - (w)) & 3)
#define TAIL(w) ((w) / 1024)
#define NEXT_TICKET(w) ((SERVING(w) + OUT(w)) % 256)
#define FREE_AT(s) ((s) + 256 * ((s) % 4))
#define WITH_TAIL(w, n) ((w) % 1024 + 1024 * (n))
#define WITH_TICKET(w) (BROKEN == TICKET_CARRIES -> (w) + 256 : \
			(w) - (w) % 1024 + ((w) + 256) % 1024)
#define SERVED(w) (BROKEN == SERVE_CARRIES -> (w) + 1 : (w) - SERVING(w) + ((w) + 1) % 256)

/* Served next: the last ticket before the byte wraps. */
short word[2] = FREE_AT(255);

/* A node: Next, and what the low bits of Lock say. In its frame anything may have been left. */
mtype = { unset, waiting, owns_by_queue, head };
byte next[NODES + 1] = GARBAGE;
mtype state[NODES + 1] = unset;

/* Whether the frame that a node lies in is there. */
bool alive[NODES + 1];

#define ME (_pid + 1)
#define NODE (BROKEN == SHARED_NODE -> _pid % CONTENDERS + 1 : ME)
#define TOUCH(n) assert(n <= NODES && alive[n])

/* The node is out of the queue: nobody may touch it from here on. */
inline dies()
{
	alive[NODE] = false;
	next[NODE] = GARBAGE;
	state[NODE] = unset;
	queued = false;
	ordinary = false
}

inline wait_for_turn(l)
{
	d_step { SERVING(word[l]) == ticket || BROKEN == NO_TURN -> ticket = 0; seen = 0; owns(l) }
}

/*
 * The follower may have to link itself first; Next does not change again. To tell it is the last
 * access to its node, and the owner's last to its own.
 */
inline pass_on(l, what)
{
	d_step {
		next[NODE] != NOBODY ->
		if
		:: what == owns_by_queue -> disowns(l)
		:: else
		fi;
		TOUCH(next[NODE]);
		state[next[NODE]] = what;
		dies()
	}
}

/* ticket, or join: arrive. Until it is the tail, the node is the caller's alone. */
inline join(l)
{
	do
	:: d_step {
		(TAIL(seen) == NOBODY || BROKEN == PASSES_QUEUE) && OUT(seen) < 2 &&
		word[l] == seen && MAY_DECIDE ->
		ticket = NEXT_TICKET(seen);
		word[l] = WITH_TICKET(seen);
		arrives(l)
	   } -> break
	:: d_step {
		(TAIL(seen) != NOBODY || OUT(seen) == 2) && word[l] == seen && MAY_DECIDE ->
		assert(!alive[NODE]);
		alive[NODE] = true;
		next[NODE] = (BROKEN == NO_RESET -> next[NODE] : NOBODY);
		state[NODE] = waiting;
		word[l] = WITH_TAIL(seen, NODE);
		arrives(l);
		queued = true
	   } -> break
	:: d_step { word[l] != seen -> seen = word[l] }
	od
}

/* Link to the predecessor, and wait until it grants or makes us head; or there is none. */
inline wait_in_queue(l)
{
	if
	:: d_step { TAIL(seen) == NOBODY -> state[NODE] = head; seen = WITH_TAIL(seen, NODE) }
	:: d_step { TAIL(seen) != NOBODY -> TOUCH(TAIL(seen)); next[TAIL(seen)] = NODE };
	   if
	   :: d_step { BROKEN == LINKS_TWICE -> TOUCH(TAIL(seen)) }
	   :: BROKEN != LINKS_TWICE
	   fi;
	   if
	   :: d_step { state[NODE] == owns_by_queue -> seen = 0; owns(l) }
	   :: state[NODE] == head -> seen = word[l]
	   fi
	fi
}

/* head: draining -> queued, or queued -> backed_up. An ordinary caller leaves with it, if it is last. */
inline take_head_ticket(l)
{
	do
	:: d_step {
		OUT(seen) == 2 && SERVING(word[l]) != SERVING(seen) ->
		seen = seen - SERVING(seen) + SERVING(word[l])
	   }
	:: d_step {
		OUT(seen) < 2 && word[l] == seen ->
		ticket = NEXT_TICKET(seen);
		word[l] = WITH_TICKET(seen);
		if
		:: ordinary && TAIL(seen) == NODE -> word[l] = WITH_TAIL(word[l], NOBODY); dies()
		:: else
		fi;
		seen = 0
	   } -> break
	:: d_step { OUT(seen) < 2 && word[l] != seen -> seen = word[l] }
	od
}

/* retract: queued -> free; leave: queued -> held. Not where somebody has joined behind us. */
inline leave_if_last(l, retracts)
{
	if
	:: next[NODE] != NOBODY
	:: next[NODE] == NOBODY -> /* no_follower */
		if
		:: d_step {
			TAIL(word[l]) == NODE ->
			assert(OUT(word[l]) == 1);
			word[l] = WITH_TAIL(word[l], NOBODY);
			if
			:: retracts ->
				disowns(l);
				word[l] = (BROKEN == KEEPS_TICKET -> word[l] : SERVED(word[l]))
			:: else
			fi;
			dies()
		   }
		:: TAIL(word[l]) != NODE || BROKEN == SPURIOUS_FAILURE
		fi
	fi
}

/* An ordinary caller, unless it was the last, makes its follower the head before it returns. */
inline promote_follower(l)
{
	if
	:: !queued
	:: queued && BROKEN != NO_PROMOTION -> pass_on(l, head)
	:: queued && BROKEN == NO_PROMOTION -> queued = false
	fi
}

inline acquire(l)
{
	d_step { seen = FREE_AT(SERVING(word[l])) };
	if
	:: d_step {
		word[l] == seen && MAY_DECIDE ->
		word[l] = WITH_TICKET(seen);
		seen = 0;
		arrives(l);
		owns(l)
	   }
	:: d_step { word[l] != seen -> seen = word[l] };
	   if
	   :: d_step { MAY_DECIDE -> decides(); seen = 0 }; goto finished /* a try */
	   :: join(l);
	      if
	      :: !queued -> wait_for_turn(l)
	      :: queued -> wait_in_queue(l);
		 if
		 :: ordinary = true
		 :: ordinary = false
		 fi;
		 if
		 :: state[NODE] == head && ordinary ->
			take_head_ticket(l);
			promote_follower(l);
			wait_for_turn(l)
		 :: state[NODE] == head && !ordinary -> take_head_ticket(l); wait_for_turn(l)
		 :: state[NODE] != head && ordinary ->
			leave_if_last(l, false);
			promote_follower(l)
		 :: state[NODE] != head && !ordinary
		 fi
	      fi
	   fi
	fi
}

/* By ticket; once more, where nobody owns, it would do nothing. */
inline release(l)
{
	if
	:: d_step { !queued && OUT(word[l]) != 0 -> disowns(l); word[l] = SERVED(word[l]) };
	   if
	   :: d_step {
		BROKEN == SERVES_UNHELD && OUT(word[l]) == 0 -> word[l] = SERVED(word[l])
	      }
	   :: BROKEN != SERVES_UNHELD || OUT(word[l]) != 0
	   fi
	:: queued -> leave_if_last(l, true);
	   if
	   :: !queued
	   :: queued -> pass_on(l, owns_by_queue)
	   fi
	fi
}
