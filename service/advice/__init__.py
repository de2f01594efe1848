"""Advice: the checklist's answers, knowledge pages, answer templates."""
