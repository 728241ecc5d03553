"""``python -m sijill``."""

from sijill.cli import main

if __name__ == "__main__":
    main()
