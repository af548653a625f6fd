# Databricks notebook source
# MAGIC %md
# MAGIC # Attribution
# MAGIC Who earns a conversion depends on the rule; what was spent does not. Here the rule models stand side by side,
# MAGIC then one channel under each of them, then what each campaign returned, spend that earned nothing included.
# MAGIC `channel` empty takes the one that the choice of model moves most. `conf` and `lake` are those of the night.

# COMMAND ----------

from pyspark.sql import functions as F

from tandem.attribution import build_weeks
from tandem.attribution.returns import NO_TOUCH, roas
from tandem.definitions import in_force
from tandem.errors import UsageError
from tandem.notebook import Notebook, last_published, open_tables
from tandem.scorecard import period_start, read_template
from tandem.tables import CAMPAIGNS, CELLS, COMPANY, CREDITS, DISAGREEMENT, EFFECTS, RETURNS, RULE_MODELS

notebook = Notebook(globals())
asked = notebook.ask(conf="", lake="", channel="")
lake = open_tables(asked)
night = last_published(lake)
template = read_template(in_force(lake.versions("scorecards", "ctr_and_cr"), night))
first_day = period_start(template, night)
print(f"{first_day} to {night}, by day of the conversion; the scorecard uses {template.credit_model}")

# COMMAND ----------

# MAGIC %md
# MAGIC ## Credit by model
# MAGIC Each column shares out the same conversions, so all columns have one sum (but for a model that came with the
# MAGIC period under way). `(none)`: no touch in the window
# MAGIC before them.

# COMMAND ----------

in_window = F.col("date").between(F.lit(first_day), F.lit(night))
returns = lake.read(RETURNS).where(in_window & (F.col("basis") == "conversion"))
custom = sorted({row["model"] for row in returns.select("model").distinct().collect()} - {*RULE_MODELS})
models = [*RULE_MODELS, *custom]
by_channel = returns.groupBy("channel").pivot("model", models)
conversions = by_channel.agg(F.sum("conversions")).fillna(0.0)
value = by_channel.agg(F.sum("value")).fillna(0.0)
notebook.show(conversions.orderBy(F.desc(template.credit_model), "channel"))
notebook.show(value.orderBy(F.desc(template.credit_model), "channel"))

# COMMAND ----------

# MAGIC %md
# MAGIC ## What the model changes for one channel
# MAGIC `against_scorecard` is its value under that model, less its value under the scorecard's model.

# COMMAND ----------

span = F.greatest(*models) - F.least(*models)
credited = value.where(F.col("channel") != NO_TOUCH).orderBy(F.desc(span), "channel").collect()
known = {row["channel"]: row for row in credited}
channel = asked["channel"] or next(iter(known), "")
if channel not in known:
    raise UsageError(f"channel is {channel!r}; with credit or spend: {', '.join(sorted(known)) or 'none'}")
published = known[channel][template.credit_model]
moved = (
    returns.where(F.col("channel") == channel)
    .groupBy("model")
    .agg(F.sum("conversions").alias("conversions"), F.sum("value").alias("value"))
    .withColumn("against_scorecard", F.col("value") - F.lit(published))
    .orderBy("model")
)
print(channel)
notebook.show(moved)

# COMMAND ----------

# MAGIC %md
# MAGIC ## ROAS, with the spend that earned nothing
# MAGIC Campaigns with spend, under the scorecard's model. A campaign that spent and earned nothing has a ROAS of 0 and
# MAGIC stays in every sum: leaving it out would flatter the rest. A lead without a value is a conversion, and earns
# MAGIC nothing here.

# COMMAND ----------

names = lake.read(CAMPAIGNS).select("campaign_id", "name")
paid = (
    returns.where(F.col("model") == template.credit_model)
    .groupBy("campaign_id")
    .agg(
        F.sum("conversions").alias("conversions"),
        F.sum("value").alias("value"),
        F.sum("spend").cast("double").alias("spend"),
    )
    .where(F.col("spend") > 0)
    .withColumn("roas", roas(F.col("value"), F.col("spend")))
)
campaigns = paid.join(names, on="campaign_id", how="left").orderBy("roas", F.desc("spend"), "campaign_id")
notebook.show(campaigns)
total = paid.agg(
    F.sum("spend").alias("spend"),
    F.sum(F.when(F.col("value") == 0, F.col("spend")).otherwise(0.0)).alias("spend_that_earned_nothing"),
    F.sum("value").alias("value"),
).withColumn("roas", roas(F.col("value"), F.col("spend")))
notebook.show(total)

# COMMAND ----------

# MAGIC %md
# MAGIC ## By week of the touch
# MAGIC What a week's spend returned, on the day of the touch and under the scorecard's model. Young weeks have
# MAGIC conversions still to come: `expected_value` adds them by the channel's own lags, once touches are a whole
# MAGIC window old.
# MAGIC `marginal_roas` is what the last unit brought: value expected more than in the week before, per unit spent more.

# COMMAND ----------

settings = lake.conf.attribution, lake.conf.reporting
weeks = build_weeks(lake.read(RETURNS), lake.read(CREDITS), night, *settings)
weeks = weeks.where(F.col("model") == template.credit_model).orderBy("channel", "week")
notebook.show(weeks)

# COMMAND ----------

# MAGIC %md
# MAGIC ## As published
# MAGIC The company's ROAS with its interval, and under the models that credit least and most. It leaves out days whose
# MAGIC report has not come, so it may differ from the sum above until it has.

# COMMAND ----------

cells = lake.read(CELLS).where((F.col("period_end") == F.lit(night)) & (F.col("template") == template.id))
scored = (
    cells.where((F.col("entity") == COMPANY) & F.col("measure").startswith("roas"))
    .select("measure", "value", "low", "high", "completeness", "status")
    .orderBy("measure")
)
notebook.show(scored)

# COMMAND ----------

# MAGIC %md
# MAGIC ## Data-driven models, and where the models disagree
# MAGIC Markov and Shapley need journeys without a conversion, and those are known only when their window has passed:
# MAGIC the fit looks at the last complete period. `not_offered` says why a model has no answer. Then the campaigns that
# MAGIC some models put at the target ROAS or above and others below.

# COMMAND ----------

of_night = F.col("through") == F.lit(night)
fits = (
    lake.read(EFFECTS)
    .where(of_night & (F.col("level") == "channel") & (F.col("is_chosen") | F.col("not_offered").isNotNull()))
    .select("type", "model", "markov_order", "channel", "conversions", "conversions_low", "conversions_high", "roas",
            "period_from", "period_to", "not_offered")
    .orderBy("type", "model", F.desc("conversions"), "channel")
)  # fmt: skip
notebook.show(fits)
contested = lake.read(DISAGREEMENT).where(of_night & F.col("flips")).orderBy("level", "channel", "campaign_id")
notebook.show(contested)
