"""python -m benchmarks: every benchmark at its default size."""

from benchmarks import start, weigh

if __name__ == "__main__":
    start.main()
    weigh.main()
