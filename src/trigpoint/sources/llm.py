"""A chat endpoint the user named: any server that speaks the OpenAI-compatible `/chat/completions`.

Off unless a base URL is given. No tools are offered to the model, nothing but the article's visible text is sent, and an
answer is plain text for `evidence.reports.llm_pieces` to check. Unlike pages, the server may be on this machine.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

import attrs

from trigpoint.model.errors import NetworkError, UsageError

_LONGEST_ANSWER = 2_000_000  # bytes


@attrs.frozen(kw_only=True)
class ChatEndpoint:
    """Where to ask. `transport` is an httpx transport; tests plug in their own."""

    base_url: str  # "http://127.0.0.1:8080/v1"
    model: str
    key: str = attrs.field(default="", repr=False)
    timeout_s: float = 120.0
    transport: Any = None

    def __attrs_post_init__(self) -> None:
        if urlsplit(self.base_url).scheme not in {"http", "https"}:
            raise UsageError(f"{self.base_url!r} is not an http(s) URL; give the base URL of the chat server")

    def ask(self, system: str, user: str) -> str:
        """The model's answer. Raises NetworkError when the server cannot be reached or answers out of form."""
        import httpx

        body = {
            "model": self.model,
            "temperature": 0,
            "messages": [{"role": "system", "content": system}, {"role": "user", "content": user}],
            "response_format": {"type": "json_object"},
        }
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        address = self.base_url.rstrip("/") + "/chat/completions"
        try:
            with httpx.Client(
                transport=self.transport, timeout=self.timeout_s, trust_env=False, follow_redirects=False
            ) as client:
                answer = client.post(address, json=body, headers=headers)
                answer.raise_for_status()
        except httpx.HTTPError as problem:
            raise NetworkError(address, f"did not answer: {problem}", "check the model server") from problem
        if len(answer.content) > _LONGEST_ANSWER:
            raise NetworkError(address, "answered with more than 2 MB", "check the model server")
        try:
            content = answer.json()["choices"][0]["message"]["content"]
        except (json.JSONDecodeError, KeyError, IndexError, TypeError) as problem:
            raise NetworkError(address, "answered out of form", "it must speak /chat/completions") from problem
        return str(content)
