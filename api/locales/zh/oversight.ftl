### “oversight”一室对人说的话。
