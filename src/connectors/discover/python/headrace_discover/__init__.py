"""Parts of the program that asks a connector for its tables. Plain Python from 3.8 on, nothing to install."""
