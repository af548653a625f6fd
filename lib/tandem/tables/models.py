"""models.*: what is predicted, by which version, and how good that version is."""

from tandem.contract import Column, Table

PREDICTIONS = Table(
    layer="models",
    name="predictions",
    meaning="probability that one session's person converts within the horizon after it",
    grain=("session_id", "model"),
    columns=(
        Column("session_id", "string", "session"),
        Column("person_id", "string", "its person, as known tonight"),
        Column("date", "date", "UTC day of the session"),
        Column("model", "string", "name of the model, or base_rate when no champion beats it"),
        Column("model_version", "string", "registry version; empty for base_rate"),
        Column("probability", "double", "of a conversion, 0 to 1"),
        Column("scored_through", "date", "night that scored it", knowledge=True),
    ),
    scope=("person_id",),
    partition="date",
)

EVALUATIONS = Table(
    layer="models",
    name="evaluations",
    meaning="one metric of one trained version on its later-in-time holdout",
    grain=("model", "trained_through", "metric"),
    columns=(
        Column("model", "string", "name of the model"),
        Column("trained_through", "date", "night that trained it"),
        Column("model_version", "string", "registry version; empty when it was not kept"),
        Column("metric", "string", "log_loss, base_log_loss, auc, ..."),
        Column("value", "double", "the metric"),
        Column("is_champion", "boolean", "it beat the base rate and was promoted that night"),
    ),
    scope=("trained_through",),
)
