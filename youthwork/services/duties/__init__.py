"""应报事项: laid by a notice, kept with every deed that changes how they stand, read by everybody who asks."""
