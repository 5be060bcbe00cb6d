//! Regions, partitions and the hosts that follow from them.
