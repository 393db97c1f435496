"""Packaging metadata: the one place for it."""

from pathlib import Path

from setuptools import find_packages, setup

HERE = Path(__file__).parent
DATA = ("css", "csv", "html", "js", "md", "sql", "txt", "xml", "yml")

setup(
    name="datasette-aideals",
    version="0.1a0",
    description="Turn news articles about AI deals into a table that people can query, check and publish",
    long_description=(HERE / "README.md").read_text(encoding="utf-8"),
    long_description_content_type="text/markdown",
    license="Apache-2.0",
    classifiers=[
        "Framework :: Datasette",
        "Intended Audience :: Information Technology",
        "Programming Language :: Python :: 3",
        "Typing :: Typed",
    ],
    python_requires=">=3.10",
    packages=find_packages(include=["datasette_aideals", "datasette_aideals.*"]),
    package_data={"datasette_aideals": ["py.typed", *(f"**/*.{kind}" for kind in DATA)]},
    install_requires=[
        "charset-normalizer>=3.4",
        "click>=8.1",
        "datasette>=0.65.5",
        "llm>=0.36",
        # A part of trafilatura's lxml that older versions of pip do not install, as they miss its extra.
        "lxml-html-clean>=0.4",
        "networkx>=3.3",
        "pydantic>=2.11",
        "python-ulid>=3.0",
        "PyYAML>=6.0",
        "rapidfuzz>=3.14",
        "sqlite-utils>=4.2.1",
        "tenacity>=9.0",
        "trafilatura>=2.0",
    ],
    extras_require={
        "test": [
            # The SQLite of browsers, on which a public copy has to work; later Pythons have no wheel of it.
            "apsw==3.39.4.0; python_version < '3.12'",
            "axe-playwright-python>=0.1.8",
            "feedparser>=6.0.11",
            "frictionless>=5.18",
            "hypothesis>=6.100",
            "llm-echo>=0.4",
            "playwright>=1.50",
            "pytest-asyncio>=0.24",
            "pytest>=8",
            "schemathesis>=4.32",
        ],
        "train": ["scikit-learn>=1.5"],
        "lint": ["import-linter>=2.0", "mypy~=2.4.1", "ruff~=0.17.6", "types-PyYAML"],
    },
    entry_points={
        "datasette": ["aideals = datasette_aideals"],
        "llm": ["aideals = datasette_aideals.rules.model"],
    },
)
