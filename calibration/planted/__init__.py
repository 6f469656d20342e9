"""Every claim the product makes about centres of another maker, beside what was planted in them.

    python -m calibration claims --plant null --seeds 1-40

Each centre goes through the product's own intake in a process of its own; every question is asked as people ask it; a
claim that is not so is counted, and so is whether what was planted was found, and at the right place.
"""
