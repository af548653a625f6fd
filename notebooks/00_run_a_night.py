# Databricks notebook source
# MAGIC %md
# MAGIC # Run a night
# MAGIC All jobs in the order of the flow, in this notebook's own Spark session: what arrived in the landing folder
# MAGIC becomes tables and a scorecard page. Run again, it processes only what is new.
# MAGIC
# MAGIC | parameter | empty means |
# MAGIC |---|---|
# MAGIC | `conf` | the settings of `conf/base.yml`; else files laid over them, commas between |
# MAGIC | `lake` | the folder of all layers as configured (`lake.root`) |
# MAGIC | `landing` | the folder of delivered files as configured (`ingest.landing`, else `<lake>/landing`) |
# MAGIC | `through` | the last day delivered; else the night's date, like `2026-11-20` |
# MAGIC
# MAGIC A settings file that says `lake: {catalog: main}` puts tables into that catalog, one schema for each layer, and
# MAGIC pages and models below `lake.root`. The key of all ids comes from the environment variable `TANDEM_ID_KEY`; on
# MAGIC Databricks the cluster takes it from a secret scope: `TANDEM_ID_KEY={{secrets/tandem/id_key}}`.
# MAGIC
# MAGIC A cluster that brings its own Spark needs the wheel that asks for none:
# MAGIC `TANDEM_SPARK=provided pip wheel --no-deps -w dist .`

# COMMAND ----------

from tandem.flow import Progress
from tandem.night import run_night, summary
from tandem.notebook import Notebook, options_of
from tandem.tables import TABLES

notebook = Notebook(globals())
asked = notebook.ask(conf="conf/simulated.yml", lake="", landing="", through="")

# COMMAND ----------

# MAGIC %md
# MAGIC ## Every job
# MAGIC A job that fails ends the night with one line; what was committed before it stands, and the next run goes on
# MAGIC there.

# COMMAND ----------


def report(done: Progress) -> None:
    """Print what one job did."""
    print(f"{done.job:<16}{done.rows_in:>12,} rows in{done.rows_out:>12,} out{done.seconds:>8.1f} s")


lake = run_night(options_of(asked), starts=lambda _: None, report=report)

# COMMAND ----------

# MAGIC %md
# MAGIC ## What each job wrote
# MAGIC `rows_written` are the rows in the files of the commit; `rows_changed` those that differ from what stood there,
# MAGIC and only these reach the next stage.

# COMMAND ----------

contracts = {table.full_name: table for table in TABLES}
writes = [(write, lake.marker(contracts[write.table])) for write in lake.writes]
wrote = lake.spark.createDataFrame(
    [(by.job, write.table, write.rows_written, write.rows_changed, by.version) for write, by in writes if by],
    "job string, table string, rows_written bigint, rows_changed bigint, version bigint",
)
notebook.show(wrote)

# COMMAND ----------

# MAGIC %md
# MAGIC ## The lake after the night

# COMMAND ----------

facts = summary(lake)
for label, text in facts.items():
    print(f"{label:<13} {text}")
notebook.show_page(lake.root / "pages" / "scorecard.html")

# COMMAND ----------

# MAGIC %md
# MAGIC ## Every night
# MAGIC `conf/databricks/nightly.yml` is the same night as a workflow: one task for each job, one after the other, on
# MAGIC one cluster. `databricks.yml` makes it an asset bundle; from a checkout of Tandem:
# MAGIC
# MAGIC ```
# MAGIC databricks bundle deploy -t prod --var spark_version=... --var node_type_id=...
# MAGIC databricks bundle run -t prod nightly --params through=2026-11-20
# MAGIC ```
