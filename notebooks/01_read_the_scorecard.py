# Databricks notebook source
# MAGIC %md
# MAGIC # Read the scorecard
# MAGIC What the last night published: the headline measures with their doubt, the campaigns by quadrant, and what is
# MAGIC undecided for want of data. Every column is described in `docs/tables.md`. `conf` and `lake` are those of the
# MAGIC night.

# COMMAND ----------

from pyspark.sql import functions as F

from tandem.definitions import in_force
from tandem.notebook import Notebook, last_published, open_tables
from tandem.scorecard import read_template
from tandem.tables import CELLS, COMPANY, QUADRANTS, RATES

notebook = Notebook(globals())
lake = open_tables(notebook.ask(conf="", lake=""))
night = last_published(lake)
template = read_template(in_force(lake.versions("scorecards", "ctr_and_cr"), night))
print(f"{template.title}, {template.window_days} days to {night}")

# COMMAND ----------

# MAGIC %md
# MAGIC ## Headline measures of the company
# MAGIC `low` and `high` are the ends of the 90 % interval; a count has none. `completeness` is the share of what will
# MAGIC come that is in: young clicks still convert. A `status` is `on target` only when the whole interval is.

# COMMAND ----------

of_company = (F.col("entity") == COMPANY) & (F.col("period_end") == F.lit(night))
headlines = [line.id for line in template.lines if line.headline]
headline = (
    lake.read(CELLS)
    .where(of_company & (F.col("template") == template.id) & F.col("measure").isin(headlines))
    .select("measure", "value", "low", "high", "unit", "completeness", "target", "status", "owner")
    .orderBy("measure")
)
notebook.show(headline)

# COMMAND ----------

# MAGIC %md
# MAGIC ## CTR and CR of each channel
# MAGIC `raw` is successes out of trials, `smoothed` the estimate that also knows what such channels usually reach
# MAGIC (`expected`); an `index` over 1 beats it, and is decided when all of `index_low` to `index_high` does.

# COMMAND ----------

tonight = F.col("through") == F.lit(night)
channels = (
    lake.read(RATES)
    .where(tonight & (F.col("level") == "channel"))
    .select("measure", "entity", "trials", "raw", "smoothed", "low", "high", "expected", "index", "completeness")
    .orderBy("measure", F.desc("trials"), "entity")
)
notebook.show(channels)

# COMMAND ----------

# MAGIC %md
# MAGIC ## Campaigns by quadrant
# MAGIC *harmony*: the ad draws clicks and the clicks buy · *seduction*: clicks that do not buy · *precision*: few
# MAGIC clicks that buy · *struggle*: neither · *at par*: decided, and as expected on an axis · *undecided*: too little
# MAGIC data on an axis.

# COMMAND ----------

verdicts = lake.read(QUADRANTS).where(tonight)
quadrants = verdicts.groupBy("quadrant").count().orderBy("quadrant")
notebook.show(quadrants)
notebook.show(
    verdicts.select("quadrant", "campaign_name", "channel", "ctr_index", "cr_index", "why").orderBy(
        "quadrant", "campaign_name"
    )
)

# COMMAND ----------

# MAGIC %md
# MAGIC ## What is undecided, and how much more is needed
# MAGIC Impressions decide CTR, clicks decide CR. Empty: that axis is decided. -1: more than such a campaign can buy, so
# MAGIC stop waiting for it.

# COMMAND ----------

undecided = (
    verdicts.where(F.col("quadrant") == "undecided")
    .select("campaign_name", "ctr_axis", "needed_impressions", "cr_axis", "needed_clicks")
    .orderBy("campaign_name")
)
notebook.show(undecided)

# COMMAND ----------

# MAGIC %md
# MAGIC ## The page
# MAGIC The same as one file without scripts, to send or print.

# COMMAND ----------

notebook.show_page(lake.root / "pages" / "scorecard.html")
