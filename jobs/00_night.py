"""All jobs, in the order of the flow, in one Spark session."""

import sys

from tandem.night import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
