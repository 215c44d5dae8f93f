"""The sample world: invented people, brands, goods and notes, with pictures drawn by our own code.

Everything here is made up by the project and given away under CC0 1.0. No real brand, no real person;
only the cities and their six-digit division codes are real.
"""
