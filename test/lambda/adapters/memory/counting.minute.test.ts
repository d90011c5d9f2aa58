import { memoryMinuteStore } from "../../../../lambda/adapters/memory/counting";
import { minuteStoreContract } from "../../../support/minute-store-contract";

minuteStoreContract("the memory of a process", memoryMinuteStore);
