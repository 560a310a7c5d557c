"""What a person looks at: tables as printed, one report, on a terminal and in a notebook."""
