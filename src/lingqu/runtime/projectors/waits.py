"""What the instance waits for or tells the world: timers, subscriptions, messages, signals."""

from lingqu.engine.commands import CorrelateMessage
from lingqu.engine.events import (
    CommandHeld,
    InstanceResumed,
    InstanceSuspended,
    MessagePublished,
    SignalThrown,
    SubscriptionClosed,
    SubscriptionMatched,
    SubscriptionOpened,
    TimerCancelled,
    TimerFired,
    TimerScheduled,
)
from lingqu.engine.state import Subscription, Timer
from lingqu.kernel.keys import counter_of
from lingqu.kernel.values import encode
from lingqu.runtime.case import ENGINE
from lingqu.runtime.projection import Projection, on

MESSAGE = 0
SIGNAL = 1
CONDITION = 2  # only of start events
#: Due time of a timer whose instance is suspended: no clock comes to it.
NEVER = 1 << 62


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
        due=NEVER if ctx.after.engine.head.paused else event.due,
        remaining=event.left,
    )


@on(TimerFired, TimerCancelled)
def timer_over(event: TimerFired | TimerCancelled, ctx: Projection) -> None:
    ctx.delete("timer", ctx.key(event.n))


@on(InstanceSuspended)
def timers_paused(event: InstanceSuspended, ctx: Projection) -> None:
    for timer in event.timers:
        ctx.update("timer", ctx.key(timer), due=NEVER)


@on(InstanceResumed)
def timers_go_on(event: InstanceResumed, ctx: Projection) -> None:
    """Those that were due meanwhile fire in the same command."""
    for n in event.timers:
        timer = ctx.before.record(n)
        if isinstance(timer, Timer):
            ctx.update("timer", ctx.key(n), due=timer.due)


@on(CommandHeld)
def message_held(event: CommandHeld, ctx: Projection) -> None:
    """The place that it is for takes no second message, unless it listens on."""
    if isinstance(event.command, CorrelateMessage) and event.name:
        n = counter_of(event.command.subscription)
        place = ctx.before.record(n)
        if isinstance(place, Subscription) and ctx.program.node(place.element).interrupting:
            ctx.delete("subscription", ctx.key(n))


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
        keyless=int(ctx.program.node(event.element).trigger.keyless),
        once=int(event.once),
        opened_at=ctx.at,
    )


@on(SubscriptionMatched)
def message_correlated(event: SubscriptionMatched, ctx: Projection) -> None:
    place = next(
        (one for case in (ctx.before, ctx.after) if isinstance(one := case.record(event.n), Subscription)), None
    )
    if place is None or ctx.program.node(place.element).trigger.kind == "signal":
        return
    ctx.ensure(
        "correlation",
        instance=ctx.instance,
        subscription=ctx.key(event.n),
        message=event.message,
        tenant=ctx.tenant,
        definition=ctx.definition,
        element=place.element,
        owner=place.owner,
        name=place.name,
        correlation=place.key,
        at=ctx.at,
    )


@on(SubscriptionClosed)
def subscription_closed(event: SubscriptionClosed, ctx: Projection) -> None:
    ctx.delete("subscription", ctx.key(event.n))


@on(MessagePublished)
def message_published(event: MessagePublished, ctx: Projection) -> None:
    _message(
        ctx,
        event.n or event.owner,
        kind=MESSAGE,
        name=event.name,
        correlation=event.key,
        variables=ctx.whole(event),
        ttl=event.ttl,
        message_id=event.id,
    )


@on(SignalThrown)
def signal_thrown(event: SignalThrown, ctx: Projection) -> None:
    _message(
        ctx, event.n or event.owner, kind=SIGNAL, name=event.name, correlation="", variables=ctx.whole(event), ttl=0
    )


def _message(
    ctx: Projection,
    n: int,
    *,
    kind: int,
    name: str,
    correlation: str,
    variables: object,
    ttl: int,
    message_id: str = "",
) -> None:
    ctx.upsert(
        "message",
        key=ctx.key(n),
        kind=kind,
        tenant=ctx.tenant,
        name=name,
        correlation=correlation,
        message_id=message_id,
        variables=encode(variables),
        published_at=ctx.at,
        expires_at=ctx.at + ttl,
        cursor=0,
    )
