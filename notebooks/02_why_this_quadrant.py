# Databricks notebook source
# MAGIC %md
# MAGIC # Why this quadrant?
# MAGIC One campaign from its days to its verdict, and to the rows that were left out of it. `campaign` is its id; empty
# MAGIC takes the one with most impressions. `conf` and `lake` are those of the night.

# COMMAND ----------

from datetime import timedelta

from pyspark.sql import Column
from pyspark.sql import functions as F

from tandem.attribution.returns import roas
from tandem.errors import UsageError
from tandem.notebook import Notebook, last_published, open_tables
from tandem.stats.quadrants import PAIRS
from tandem.tables import CAUSES, DAYS, LEDGER, OUTCOMES, QUADRANTS, RATES, RETURNS, TOUCHES

notebook = Notebook(globals())
asked = notebook.ask(conf="", lake="", campaign="")
lake = open_tables(asked)
night = last_published(lake)
first_day = night - timedelta(days=lake.conf.metrics.window_days - 1)

of_campaigns = lake.read(RATES).where((F.col("through") == F.lit(night)) & (F.col("level") == "campaign"))
judged = sorted(row["entity"] for row in of_campaigns.select("entity").distinct().collect())
largest = of_campaigns.where(F.col("measure") == "ctr").orderBy(F.desc("trials"), "entity").first()
campaign = asked["campaign"] or (largest["entity"] if largest else "")
if campaign not in judged:
    raise UsageError(f"campaign is {campaign!r}; judged on {night}: {', '.join(judged) or 'none'}")
print(f"{campaign}, {first_day} to {night}")

# COMMAND ----------

# MAGIC %md
# MAGIC ## 1. Its days
# MAGIC Additive counts of the window, bots and staff left out. `basis` is own (Tandem's tracking) or platform (its
# MAGIC report); a rate never mixes the two, and `rates` below says which one it took. A click counts under the day of
# MAGIC the click, whenever it converts.

# COMMAND ----------

of_campaign = F.col("campaign_id") == campaign
in_window = F.col("date").between(F.lit(first_day), F.lit(night))
days = (
    lake.read(DAYS)
    .where(of_campaign & in_window)
    .groupBy("basis", "date")
    .agg(F.sum("impressions").alias("impressions"), F.sum("ad_clicks").alias("ad_clicks"))
    .orderBy("basis", "date")
)
notebook.show(days)
converting = (
    lake.read(OUTCOMES)
    .where(of_campaign & (F.col("type") == lake.conf.metrics.cr_of))
    .where(F.col("click_date").between(F.lit(first_day), F.lit(night)) & (F.col("conversion_date") <= F.lit(night)))
    .groupBy("click_date")
    .agg(F.sum("converting_clicks").alias("converting_clicks"), F.sum("conversions").alias("conversions"))
    .orderBy("click_date")
)
notebook.show(converting)

# COMMAND ----------

# MAGIC %md
# MAGIC ## 2. From counts to rates
# MAGIC * `raw` = `successes` / `trials`; for CR, `trials` are clicks weighed by how much of their conversions can be
# MAGIC   in.
# MAGIC * `expected` is what such ads reach elsewhere, with this campaign left out: its channel, placement and device
# MAGIC   are no merit.
# MAGIC * `smoothed` lies between the two: the prior is worth `strength` trials, the data `effective_size` = trials /
# MAGIC   `phi`, where `phi` is how much more the days differ than chance alone would make them.
# MAGIC * `index` = `smoothed` / `expected`. `low` to `high`, and `index_low` to `index_high`, hold the truth with 90 %.

# COMMAND ----------

rates = of_campaigns.where(F.col("entity") == campaign).orderBy(F.desc("measure"))
notebook.show(rates.select("measure", "basis", "successes", "trials", "raw", "expected", "smoothed", "low", "high"))
notebook.show(rates.select("measure", "index", "index_low", "index_high", "phi", "strength", "effective_size"))

# COMMAND ----------

# MAGIC %md
# MAGIC ## 3. From rates to a quadrant
# MAGIC Each axis is decided alone: high when P(index > 1) is over the threshold (`diagnosis.decided`), low when under
# MAGIC one minus it, at par when the index is surely close to 1. The products show how likely each corner is, the two
# MAGIC taken as independent: CTR is judged on impressions, CR on what the clicks did after.

# COMMAND ----------


def chance(measure: str, side: str) -> Column:
    """P(the index of the measure is on that side of 1)."""
    over = F.col(f"{measure}_p_high")
    return over if side == "high" else 1 - over


verdict = lake.read(QUADRANTS).where((F.col("through") == F.lit(night)) & of_campaign)
notebook.show(verdict.select("campaign_name", "channel", "quadrant", "ctr_axis", "cr_axis", "why"))
corners = verdict.select(*((chance("ctr", ctr) * chance("cr", cr)).alias(name) for (ctr, cr), name in PAIRS.items()))
notebook.show(corners)

# COMMAND ----------

# MAGIC %md
# MAGIC ## 4. Why
# MAGIC Candidate causes, each with what its counts say. `probability` is that of being the cause among all of its
# MAGIC axis and none; `effect` is how far the rate of that part lies from what the rest and peers lead one to expect.

# COMMAND ----------

causes = lake.read(CAUSES).where((F.col("through") == F.lit(night)) & of_campaign).orderBy("rank")
notebook.show(causes.select("rank", "axis", "stage", "kind", "name", "status", "probability", "evidence"))
notebook.show(causes.select("rank", "effect", "effect_low", "effect_high", "explains", "trials", "needed"))
notebook.show(causes.where("brief IS NOT NULL").select("brief"))

# COMMAND ----------

# MAGIC %md
# MAGIC ## 5. What it is credited with
# MAGIC Conversions of the window under each rule model, on the day of the conversion, beside the spend that the
# MAGIC platform reports. Credit is not what the campaign caused.

# COMMAND ----------

sums = {"conversions": F.sum("conversions"), "value": F.sum("value"), "spend": F.sum("spend").cast("double")}
credit = (
    lake.read(RETURNS)
    .where(of_campaign & in_window & (F.col("basis") == "conversion"))
    .groupBy("model")
    .agg(*(column.alias(name) for name, column in sums.items()))
    .withColumn("roas", roas(F.col("value"), F.col("spend")))
    .orderBy("model")
)
notebook.show(credit)

# COMMAND ----------

# MAGIC %md
# MAGIC ## 6. What was left out
# MAGIC Touches of this campaign by the rule that set them aside (empty: they count), then the ledger: every row
# MAGIC delivered in the window that was set aside, of all campaigns, by feed and reason.

# COMMAND ----------

touches = (
    lake.read(TOUCHES)
    .where(of_campaign & in_window)
    .groupBy("kind", "excluded_by")
    .agg(F.count("*").alias("touches"))
    .orderBy("kind", "excluded_by")
)
notebook.show(touches)
aside = (
    lake.read(LEDGER)
    .where(in_window & (F.col("fate") == "aside"))
    .groupBy("feed", "reason")
    .agg(F.sum("rows").alias("rows"))
    .orderBy("feed", F.desc("rows"), "reason")
)
notebook.show(aside)
