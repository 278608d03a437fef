"""任务: work that follows a deed. Asked for inside the deed, taken by a worker, tried again where it fails."""
