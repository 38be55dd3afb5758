"""Everything people read and write: messages, catalogues, dates, numbers, money, lists."""
