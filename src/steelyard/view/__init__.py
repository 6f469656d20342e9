"""Answers as text and tables, shared by terminal, notebook and report.

A file named after a question lays out that question's answer (`TABLES`); every other answer is shown as its figures.
"""
