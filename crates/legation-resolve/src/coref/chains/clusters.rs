//! Sets of phrases that grow together.

/// Disjoint sets over `0..n`, with their members at hand.
#[derive(Clone, Debug)]
pub(super) struct Clusters {
    of: Vec<usize>,
    members: Vec<Vec<usize>>,
}

impl Clusters {
    /// Every number by itself.
    pub(super) fn new(count: usize) -> Clusters {
        Clusters { of: (0..count).collect(), members: (0..count).map(|i| vec![i]).collect() }
    }

    /// The members of the set that a number is in, in no particular order.
    pub(super) fn members(&self, item: usize) -> &[usize] {
        &self.members[self.of[item]]
    }

    pub(super) fn are_joined(&self, one: usize, other: usize) -> bool {
        self.of[one] == self.of[other]
    }

    /// Makes one set of the sets of two numbers.
    pub(super) fn join(&mut self, one: usize, other: usize) {
        let (into, from) = (self.of[one].min(self.of[other]), self.of[one].max(self.of[other]));
        if into == from {
            return;
        }
        let moved = std::mem::take(&mut self.members[from]);
        for item in &moved {
            self.of[*item] = into;
        }
        self.members[into].extend(moved);
    }

    /// All sets.
    pub(super) fn all(&self) -> impl Iterator<Item = &[usize]> {
        self.members.iter().filter(|m| !m.is_empty()).map(Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_grow_together() {
        let mut clusters = Clusters::new(5);
        clusters.join(1, 3);
        clusters.join(4, 3);
        assert!(clusters.are_joined(1, 4) && !clusters.are_joined(0, 1));
        assert_eq!(clusters.all().map(<[usize]>::len).collect::<Vec<_>>(), [1, 3, 1]);
    }
}
