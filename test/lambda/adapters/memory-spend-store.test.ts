import { memorySpendStore } from "../../../lambda/adapters/memory-spend-store";
import { spendStoreContract } from "../../support/spend-store-contract";

spendStoreContract("the memory of a process", memorySpendStore);
