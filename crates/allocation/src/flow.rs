//! Minimum-cost flow by the network simplex method, to which arcs can be added after it has been solved.
//!
//! The tree of the basis hangs on node 0. Every node has an artificial arc to it whose cost is above that of any way through real arcs, and
//! starts there if on no better one: what is left on artificial arcs at the end cannot flow at all. The basis is kept *strongly feasible*
//! (from every node some flow could still be pushed up to the root), which keeps the method from cycling: Cunningham, "A network simplex
//! method", Mathematical Programming 11 (1976). The entering arc is the worst of a block of arcs: Király and Kovács, "Efficient
//! implementations of minimum-cost flow algorithms", Acta Universitatis Sapientiae, Informatica 4 (2012). All numbers are integers, so flows
//! and prices are exact.

const NONE: u32 = u32::MAX;
const BELOW: i8 = 1;
const TREE: i8 = 0;
const FULL: i8 = -1;

/// A network with a flow. Node 0 takes what the others have too much and gives what they lack.
pub(crate) struct Flow {
    nodes: usize,
    excess: Vec<i64>,
    source: Vec<u32>,
    target: Vec<u32>,
    cost: Vec<i64>,
    capacity: Vec<i64>,
    flow: Vec<i64>,
    state: Vec<i8>,
    price: Vec<i64>,
    tree: Tree,
    next: usize,
}

/// The spanning tree of the basis: for each node the arc to its parent and its place among the children of that parent.
struct Tree {
    parent: Vec<u32>,
    arc: Vec<u32>,
    /// 1 where the arc leads to the parent, -1 where it comes from there.
    up: Vec<i8>,
    depth: Vec<u32>,
    child: Vec<u32>,
    before: Vec<u32>,
    after: Vec<u32>,
}

impl Flow {
    /// A network of `nodes` nodes without arcs; `penalty` is above the cost of any simple way through arcs that will be added.
    pub(crate) fn new(nodes: usize, penalty: i64) -> Self {
        let tree = Tree {
            parent: vec![0; nodes],
            arc: vec![NONE; nodes],
            up: vec![1; nodes],
            depth: vec![0; nodes],
            child: vec![NONE; nodes],
            before: vec![NONE; nodes],
            after: vec![NONE; nodes],
        };
        let mut flow = Self {
            nodes,
            excess: vec![0; nodes],
            source: Vec::new(),
            target: Vec::new(),
            cost: Vec::new(),
            capacity: Vec::new(),
            flow: Vec::new(),
            state: Vec::new(),
            price: vec![0; nodes],
            tree,
            next: 0,
        };
        // The artificial arcs come first; the one of node 0 is never used.
        for node in 0..nodes as u32 {
            flow.add(node, 0, penalty, i64::MAX / 4);
        }
        flow
    }

    /// Adds to what a node has too much (below zero: what it lacks). Only before [`Flow::start`].
    pub(crate) fn supply(&mut self, node: usize, amount: i64) {
        self.excess[node] += amount;
    }

    /// Adds an arc that carries nothing, before [`Flow::start`] or after a [`Flow::run`]. Its number.
    pub(crate) fn add(&mut self, source: u32, target: u32, cost: i64, capacity: i64) -> u32 {
        self.source.push(source);
        self.target.push(target);
        self.cost.push(cost);
        self.capacity.push(capacity);
        self.flow.push(0);
        self.state.push(BELOW);
        self.source.len() as u32 - 1
    }

    /// Lets an arc carry all it can. Only before [`Flow::start`].
    pub(crate) fn fill(&mut self, arc: u32) {
        let arc = arc as usize;
        let room = self.capacity[arc] - self.flow[arc];
        self.flow[arc] = self.capacity[arc];
        self.state[arc] = FULL;
        self.excess[self.source[arc] as usize] -= room;
        self.excess[self.target[arc] as usize] += room;
    }

    /// Makes the artificial arc of a node dearer, by no less than zero: where the node hangs on it, that much lower is the price it starts
    /// with. Only before [`Flow::start`].
    pub(crate) fn lower(&mut self, node: u32, by: i64) {
        self.cost[node as usize] += by;
    }

    /// Makes the basis. Every node hangs on the root: what it has or lacks fills its own arcs to or from the root, one after another, and it
    /// hangs on the one that does not get full, else on the artificial. But a node that has and lacks nothing hangs on its arc of `ways`,
    /// where there is one: an empty arc, to a node from which none of the ways leads.
    pub(crate) fn start(&mut self, ways: &[u32]) {
        let mut own: Vec<u32> = (0..self.nodes as u32).collect();
        for arc in self.nodes..self.source.len() {
            let (source, target) = (self.source[arc] as usize, self.target[arc] as usize);
            let (node, amount) =
                if target == 0 { (source, self.excess[source]) } else { (target, -self.excess[target]) };
            // An empty arc from the root could not carry anything up to it.
            if source != 0 && target != 0 || own[node] != node as u32 || amount < 0 || amount == 0 && source == 0 {
                continue;
            }
            if amount < self.capacity[arc] {
                own[node] = arc as u32;
            } else {
                self.fill(arc as u32);
            }
        }
        for &arc in ways {
            let node = self.source[arc as usize] as usize;
            if self.excess[node] == 0 {
                own[node] = arc;
            }
        }
        for (node, &arc) in own.iter().enumerate().skip(1) {
            let arc = arc as usize;
            if self.excess[node] < 0 && arc == node {
                (self.source[arc], self.target[arc]) = (0, node as u32);
            }
            if self.source[arc] == 0 || self.target[arc] == 0 {
                self.hang(node, arc);
            }
        }
        // Below nodes that hang on the root by now.
        for &arc in ways {
            let node = self.source[arc as usize] as usize;
            if own[node] == arc {
                self.hang(node, arc as usize);
            }
        }
    }

    /// Hangs a node on an arc, which carries what the node has or lacks, below the node at the other end.
    fn hang(&mut self, node: usize, arc: usize) {
        let up = self.source[arc] as usize == node;
        let parent = if up { self.target[arc] } else { self.source[arc] } as usize;
        self.flow[arc] = self.excess[node].abs();
        self.state[arc] = TREE;
        self.price[node] = self.price[parent] + if up { -self.cost[arc] } else { self.cost[arc] };
        self.tree.depth[node] = self.tree.depth[parent] + 1;
        self.tree.attach(node as u32, parent as u32, arc as u32, up);
    }

    /// Improves the flow until no arc can: then it has the least cost among all that fit the arcs added so far.
    pub(crate) fn run(&mut self) {
        self.next = self.next.max(self.nodes);
        while let Some(arc) = self.entering() {
            self.pivot(arc);
        }
    }

    /// By how much a unit on the arc would raise the cost, with a sign that makes whatever is below zero worth entering.
    fn reduced(&self, arc: usize) -> i64 {
        let cost = self.cost[arc] + self.price[self.source[arc] as usize] - self.price[self.target[arc] as usize];
        i64::from(self.state[arc]) * cost
    }

    fn entering(&mut self) -> Option<usize> {
        let count = self.source.len() - self.nodes;
        // Half the root of the number of arcs was fastest in the bench; twice that took up to half as long again.
        let block = (count.isqrt() / 2).max(20);
        let (mut best, mut found, mut left, mut arc) = (0, None, block, self.next);
        for _ in 0..count {
            if arc >= self.source.len() {
                arc = self.nodes;
            }
            let reduced = self.reduced(arc);
            if reduced < best {
                (best, found) = (reduced, Some(arc));
            }
            arc += 1;
            left -= 1;
            if left == 0 {
                if found.is_some() {
                    break;
                }
                left = block;
            }
        }
        self.next = arc;
        found
    }

    fn pivot(&mut self, entering: usize) {
        // The flow on the cycle goes from the meeting point down to `first`, over the entering arc to `second`, and up again.
        let (first, second) = if self.state[entering] == BELOW {
            (self.source[entering], self.target[entering])
        } else {
            (self.target[entering], self.source[entering])
        };
        let meeting = self.tree.meeting(first, second);
        let (mut step, mut leaving, mut on_first) = (self.capacity[entering], NONE, false);
        let mut node = first;
        while node != meeting {
            let room = self.room(node, -1);
            if room < step {
                (step, leaving, on_first) = (room, node, true);
            }
            node = self.tree.parent[node as usize];
        }
        node = second;
        while node != meeting {
            let room = self.room(node, 1);
            // The last blocking arc of the cycle leaves: so the tree stays strongly feasible.
            if room <= step {
                (step, leaving, on_first) = (room, node, false);
            }
            node = self.tree.parent[node as usize];
        }
        if step > 0 {
            self.flow[entering] += i64::from(self.state[entering]) * step;
            for (start, along) in [(first, -step), (second, step)] {
                let mut node = start;
                while node != meeting {
                    let place = node as usize;
                    self.flow[self.tree.arc[place] as usize] += i64::from(self.tree.up[place]) * along;
                    node = self.tree.parent[place];
                }
            }
        }
        if leaving == NONE {
            self.state[entering] = -self.state[entering];
            return;
        }
        let out = self.tree.arc[leaving as usize] as usize;
        self.state[out] = if self.flow[out] == 0 { BELOW } else { FULL };
        self.state[entering] = TREE;
        let (inner, outer) = if on_first { (first, second) } else { (second, first) };
        self.tree.rehang(inner, outer, entering as u32, leaving, &self.source);
        let up = i64::from(self.tree.up[inner as usize]);
        let change = self.price[outer as usize] - self.price[inner as usize] - up * self.cost[entering];
        self.tree.descend(inner, |node| self.price[node] += change);
    }

    /// How much more the arc between a node and its parent could carry in a direction (1: towards the parent).
    fn room(&self, node: u32, direction: i8) -> i64 {
        let arc = self.tree.arc[node as usize] as usize;
        if self.tree.up[node as usize] == direction { self.capacity[arc] - self.flow[arc] } else { self.flow[arc] }
    }

    /// The number of the arc that will be added next.
    pub(crate) fn next_arc(&self) -> u32 {
        self.source.len() as u32
    }

    /// The target of an arc and its cost.
    pub(crate) fn target_and_cost(&self, arc: u32) -> (u32, i64) {
        (self.target[arc as usize], self.cost[arc as usize])
    }

    /// What flows on an arc.
    pub(crate) fn on(&self, arc: u32) -> i64 {
        self.flow[arc as usize]
    }

    /// The numbers of all arcs that were added, and where they lead from and to.
    pub(crate) fn arcs(&self) -> impl Iterator<Item = (u32, u32, u32)> {
        (self.nodes..self.source.len()).map(|arc| (arc as u32, self.source[arc], self.target[arc]))
    }

    /// The price of a node: an arc without flow costs at least the price of its target less that of its source, a full one at most that.
    pub(crate) fn price(&self, node: usize) -> i64 {
        self.price[node]
    }

    /// Whether something cannot flow at all.
    pub(crate) fn is_stuck(&self) -> bool {
        self.flow[1..self.nodes].iter().any(|&flow| flow != 0)
    }

    /// The nodes whose excess cannot flow off, or whose lack cannot be met: below zero for a lack.
    pub(crate) fn stuck(&self) -> Vec<(usize, i64)> {
        let left = (1..self.nodes).filter(|&node| self.flow[node] != 0);
        left.map(|node| (node, if self.source[node] == 0 { -self.flow[node] } else { self.flow[node] })).collect()
    }

    /// The nodes to which more could flow from `start` (`forward`), or from which more could flow to it.
    pub(crate) fn reach(&self, start: usize, forward: bool) -> Vec<bool> {
        let mut neighbours = vec![Vec::new(); self.nodes];
        for arc in self.nodes..self.source.len() {
            let (mut from, mut to) = (self.source[arc] as usize, self.target[arc] as usize);
            if !forward {
                (from, to) = (to, from);
            }
            if self.flow[arc] < self.capacity[arc] {
                neighbours[from].push(to);
            }
            if self.flow[arc] > 0 {
                neighbours[to].push(from);
            }
        }
        let mut reached = vec![false; self.nodes];
        reached[start] = true;
        let mut open = vec![start];
        while let Some(node) = open.pop() {
            for &other in &neighbours[node] {
                if !std::mem::replace(&mut reached[other], true) {
                    open.push(other);
                }
            }
        }
        reached
    }
}

impl Tree {
    fn attach(&mut self, node: u32, parent: u32, arc: u32, up: bool) {
        let (place, above) = (node as usize, parent as usize);
        self.parent[place] = parent;
        self.arc[place] = arc;
        self.up[place] = if up { 1 } else { -1 };
        self.before[place] = NONE;
        self.after[place] = self.child[above];
        if self.child[above] != NONE {
            self.before[self.child[above] as usize] = node;
        }
        self.child[above] = node;
    }

    fn detach(&mut self, node: u32) {
        let (before, after) = (self.before[node as usize], self.after[node as usize]);
        if before == NONE {
            self.child[self.parent[node as usize] as usize] = after;
        } else {
            self.after[before as usize] = after;
        }
        if after != NONE {
            self.before[after as usize] = before;
        }
    }

    /// The first common node of the ways to the root.
    fn meeting(&self, mut one: u32, mut other: u32) -> u32 {
        while one != other {
            if self.depth[one as usize] >= self.depth[other as usize] {
                one = self.parent[one as usize];
            } else {
                other = self.parent[other as usize];
            }
        }
        one
    }

    /// Cuts the tree above `leaving` and hangs what came off, turned so that `inner` is its top, on `outer`.
    fn rehang(&mut self, inner: u32, outer: u32, entering: u32, leaving: u32, source: &[u32]) {
        let (mut node, mut parent, mut arc) = (inner, outer, entering);
        loop {
            let (old_parent, old_arc) = (self.parent[node as usize], self.arc[node as usize]);
            self.detach(node);
            self.attach(node, parent, arc, source[arc as usize] == node);
            if node == leaving {
                break;
            }
            (parent, arc, node) = (node, old_arc, old_parent);
        }
        self.depth[inner as usize] = self.depth[outer as usize] + 1;
    }

    /// Visits a node and all below it, from the top down, and sets their depths.
    fn descend(&mut self, top: u32, mut visit: impl FnMut(usize)) {
        let mut node = top;
        loop {
            visit(node as usize);
            let depth = self.depth[node as usize];
            if self.child[node as usize] != NONE {
                node = self.child[node as usize];
                self.depth[node as usize] = depth + 1;
                continue;
            }
            while node != top && self.after[node as usize] == NONE {
                node = self.parent[node as usize];
            }
            if node == top {
                return;
            }
            let depth = self.depth[node as usize];
            node = self.after[node as usize];
            self.depth[node as usize] = depth;
        }
    }
}
