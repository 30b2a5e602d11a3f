"""What a collection says over time: who said what, who speaks how often, how often a name is written."""
