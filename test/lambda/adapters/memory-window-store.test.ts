import { memoryWindowStore } from "../../../lambda/adapters/memory-window-store";
import { windowStoreContract } from "../../support/window-store-contract";

windowStoreContract("the memory of a process", memoryWindowStore);
