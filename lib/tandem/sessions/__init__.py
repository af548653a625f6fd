"""What each person did over all their devices, cut into sessions."""

from tandem.sessions.reach import reach, visits_of
from tandem.sessions.sessions import build_sessions

__all__ = ["build_sessions", "reach", "visits_of"]
