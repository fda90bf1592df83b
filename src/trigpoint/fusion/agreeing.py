"""Clusters of which every pair agrees, and how much any two of them agree: kept up while they are joined."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


class Clusters:
    """Complete link: what is told of two clusters holds only where every pair of their members agrees.

    A cluster goes by its smallest member. The sum of log-odds of every two agreeing clusters is kept, so that a join costs what
    the two touch and not their members: a day of ten thousand accounts of one city must not cost its cube.
    """

    def __init__(self, held: Mapping[int, Sequence[int]]) -> None:
        self._held = {name: list(members) for name, members in held.items()}
        self._home = {member: name for name, members in held.items() for member in members}
        self._sums: dict[int, dict[int, float]] = {name: {} for name in held}
        self._rival: dict[tuple[int, int], tuple[int, int]] = {}  # of two clusters, the last that stood in their way

    def agree(self, one: int, other: int, log_odds: float) -> None:
        """Two clusters of one member agree. All others do not."""
        self._sums[one][other] = self._sums[other][one] = log_odds

    def home(self, member: int) -> int:
        """The cluster that holds a member."""
        return self._home[member]

    def members(self) -> list[list[int]]:
        """Every cluster, in the order they were given."""
        return list(self._held.values())

    def mean(self, one: int, other: int) -> float | None:
        """Mean log-odds over the pairs between two clusters; None where a pair does not agree."""
        total = self._sums[one].get(other)
        return None if total is None else total / (len(self._held[one]) * len(self._held[other]))

    def have_rival(self, left: int, right: int, above: float) -> bool:
        """Another cluster agrees with one of the two at a mean greater than `above`, and not with the other."""
        known = self._rival.get((left, right))
        if known is not None and self._is_rival(*known, left + right - known[0], above):
            return True
        for one, other in ((left, right), (right, left)):
            for rival in self._sums[one]:
                if rival != other and self._is_rival(one, rival, other, above):
                    self._rival[left, right] = (one, rival)
                    return True
        return False

    def _is_rival(self, one: int, rival: int, other: int, above: float) -> bool:
        if rival not in self._held or rival in self._sums[other]:
            return False
        mean = self.mean(one, rival)
        return mean is not None and mean > above

    def join(self, left: int, right: int) -> None:
        """`right` becomes part of `left`. What agreed with both agrees with the whole."""
        self._held[left] = sorted(self._held[left] + self._held[right])
        for member in self._held.pop(right):
            self._home[member] = left
        mine, theirs = self._sums[left], self._sums.pop(right)
        for other in theirs:
            del self._sums[other][right]
        for other in [o for o in mine if o not in theirs]:
            del mine[other], self._sums[other][left]
        for other in mine:
            mine[other] += theirs[other]
            self._sums[other][left] = mine[other]
