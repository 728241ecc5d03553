"""Talking to the endpoint: deterministic settings, bounded time, retries and cost."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from sijill.errors import InputError, UsageError

if TYPE_CHECKING:
    from openai import OpenAI

_RETRIED = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
_LONGEST_WAIT = 60.0  # seconds, whatever the endpoint asks for
_MILLION = 1_000_000


class Endpoint(msgspec.Struct, frozen=True, kw_only=True):
    """Where the model is and how it is asked.

    Attributes:
        url: base of the API, as ``http://127.0.0.1:8080/v1``.
        key: what the endpoint wants as a bearer token; local servers take any.
        seed, temperature: fixed, so that the same report gives the same answer where the server keeps its word.
        timeout: seconds an answer may take; tries: how often one report is asked for.
        longest: tokens an answer may have.
        price_in, price_out: money for a million tokens; budget: where a run stops, in the same money (None: never).
    """

    url: str
    model: str
    key: str = "none"
    seed: int = 0
    temperature: float = 0.0
    timeout: float = 120.0
    tries: int = 4
    longest: int = 8192
    price_in: float = 0.0
    price_out: float = 0.0
    budget: float | None = None


class Usage(msgspec.Struct, kw_only=True):
    """What was asked and what it cost."""

    calls: int = 0
    retries: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float = 0.0


class BudgetSpentError(UsageError):
    """The run has cost what it may."""


class Client:
    """One endpoint, asked one question after the other.

    Args:
        endpoint: where and how.
        wait: how to pass the seconds between two tries (tests pass none).
    """

    def __init__(self, endpoint: Endpoint, wait: Callable[[float], None] = time.sleep):
        self.endpoint, self._wait = endpoint, wait
        self.usage = Usage()
        self._openai = _open(endpoint)

    def ask(self, messages: Sequence[dict[str, str]]) -> str:
        """The answer to a conversation.

        Raises:
            BudgetSpentError: the budget is spent; nothing was asked.
            InputError: no answer came in all tries, or one that was cut off.
        """
        spent = self.endpoint.budget
        if spent is not None and self.usage.cost >= spent:
            raise BudgetSpentError(
                f"the budget of {spent:g} is spent", hint="raise --budget and code the rest of the reports"
            )
        last = ""
        for attempt in range(self.endpoint.tries):
            if attempt:
                self.usage.retries += 1
            try:
                return self._once(messages)
            except _Again as again:
                last = again.reason
                if attempt + 1 < self.endpoint.tries:
                    self._wait(min(again.after if again.after is not None else 2.0**attempt, _LONGEST_WAIT))
        raise InputError(f"no answer in {self.endpoint.tries} tries: {last}", hint="code it again later")

    def _once(self, messages: Sequence[dict[str, str]]) -> str:
        import openai  # noqa: PLC0415 - half a second that nothing else needs

        e = self.endpoint
        self.usage.calls += 1
        try:
            said = self._openai.chat.completions.create(
                model=e.model, messages=list(messages), temperature=e.temperature, seed=e.seed,
                max_tokens=e.longest, response_format={"type": "json_object"},
            )  # type: ignore[call-overload]  # fmt: skip
        except openai.APITimeoutError as error:
            raise _Again(f"no answer within {e.timeout:g} s") from error
        except openai.APIStatusError as error:
            if error.status_code in _RETRIED:
                after = _seconds(error.response.headers.get("retry-after"))
                raise _Again(f"status {error.status_code}", after) from error
            raise UsageError(
                f"the endpoint refused: status {error.status_code}",
                file=e.url,
                hint="check the url, the model and the key",
            ) from error
        except (openai.APIError, ValueError) as error:
            raise _Again(f"{type(error).__name__}") from error
        return self._answer(said)

    def _answer(self, said: Any) -> str:
        e, usage = self.endpoint, getattr(said, "usage", None)
        told_in = int(getattr(usage, "prompt_tokens", 0) or 0)
        told_out = int(getattr(usage, "completion_tokens", 0) or 0)
        self.usage.tokens_in += told_in
        self.usage.tokens_out += told_out
        self.usage.cost += (told_in * e.price_in + told_out * e.price_out) / _MILLION
        choices = getattr(said, "choices", None) or []
        text = choices[0].message.content if choices and choices[0].message is not None else None
        if not text:
            raise _Again("an empty answer")
        if choices[0].finish_reason == "length":
            raise InputError("the answer was cut off", hint="raise --longest, or code a shorter report")
        return str(text)


class _Again(Exception):  # noqa: N818 - not an error, a reason to ask once more
    def __init__(self, reason: str, after: float | None = None):
        super().__init__(reason)
        self.reason, self.after = reason, after


def _seconds(header: str | None) -> float | None:
    try:
        return max(0.0, float(header)) if header is not None else None
    except ValueError:
        return None


def _open(endpoint: Endpoint) -> OpenAI:
    try:
        from openai import OpenAI  # noqa: PLC0415
    except ImportError as error:
        raise UsageError("a second coder needs the package openai", hint="pip install 'sijill[llm]'") from error
    return OpenAI(base_url=endpoint.url, api_key=endpoint.key, timeout=endpoint.timeout, max_retries=0)
