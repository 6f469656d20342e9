"""Who answers, who is asked, and when events are not seen yet."""
