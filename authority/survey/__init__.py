"""The survey of all participants (domain document 8.4): items, codes, results from ten answers on, trainings."""
