"""What the instance waits for or tells the world: timers, subscriptions, messages, signals."""

from lingqu.engine.events import (
    MessagePublished,
    SignalThrown,
    SubscriptionClosed,
    SubscriptionOpened,
    TimerCancelled,
    TimerFired,
    TimerScheduled,
)
from lingqu.kernel.values import encode
from lingqu.runtime.case import ENGINE
from lingqu.runtime.projection import Projection, on

MESSAGE = 0
SIGNAL = 1


@on(TimerScheduled)
def timer_scheduled(event: TimerScheduled, ctx: Projection) -> None:
    ctx.insert(
        "timer",
        key=ctx.key(event.n),
        plane=ENGINE,
        tenant=ctx.tenant,
        instance=ctx.instance,
        definition=ctx.definition,
        element=event.element,
        owner=event.owner,
        due=event.due,
        remaining=event.left,
    )


@on(TimerFired, TimerCancelled)
def timer_over(event: TimerFired | TimerCancelled, ctx: Projection) -> None:
    ctx.delete("timer", ctx.key(event.n))


@on(SubscriptionOpened)
def subscription_opened(event: SubscriptionOpened, ctx: Projection) -> None:
    ctx.insert(
        "subscription",
        key=ctx.key(event.n),
        kind=SIGNAL if event.signal else MESSAGE,
        start=0,
        tenant=ctx.tenant,
        instance=ctx.instance,
        definition=ctx.definition,
        process_id=ctx.process_id,
        element=event.element,
        owner=event.owner,
        name=event.name,
        correlation=event.key,
        once=int(event.once),
        opened_at=ctx.at,
    )


@on(SubscriptionClosed)
def subscription_closed(event: SubscriptionClosed, ctx: Projection) -> None:
    ctx.delete("subscription", ctx.key(event.n))


@on(MessagePublished)
def message_published(event: MessagePublished, ctx: Projection) -> None:
    """An element instance throws once, so its key names the message."""
    _message(
        ctx,
        event.owner,
        kind=MESSAGE,
        name=event.name,
        correlation=event.key,
        variables=ctx.whole(event),
        ttl=event.ttl,
    )


@on(SignalThrown)
def signal_thrown(event: SignalThrown, ctx: Projection) -> None:
    _message(ctx, event.owner, kind=SIGNAL, name=event.name, correlation="", variables=ctx.whole(event), ttl=0)


def _message(
    ctx: Projection, owner: int, *, kind: int, name: str, correlation: str, variables: object, ttl: int
) -> None:
    ctx.upsert(
        "message",
        key=ctx.key(owner),
        kind=kind,
        tenant=ctx.tenant,
        name=name,
        correlation=correlation,
        message_id="",
        variables=encode(variables),
        published_at=ctx.at,
        expires_at=ctx.at + ttl,
        cursor=0,
    )
