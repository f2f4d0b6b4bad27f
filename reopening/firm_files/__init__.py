"""Tables of firms: the register that the operator brings, and the tenants that a mall lists."""
