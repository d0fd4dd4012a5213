"""The row of pecha kuchas."""
